import assert from "node:assert/strict";
import fc from "fast-check";
import {
  budgetRefusal,
  DAY_MS,
  HOUR_MS,
  holdOff,
  initialEscalationState,
  RETRY_AFTER_MS_MAX,
  spend,
} from "../../../modules/policy/escalation-budget.js";
import { DEFAULT_SETTINGS } from "../../../modules/settings/settings.js";
import { momentAt } from "../../helpers/moment.js";

const limits = DEFAULT_SETTINGS.escalation;
const START_MS = 1_800_000_000_000;

/** Asks whenever it may, once every `stepMs`, and gives the times at which it did. */
function asksWithin(lengthMs: number, stepMs: number, state = initialEscalationState()): number[] {
  const asks: number[] = [];
  for (let atMs = 0; atMs < lengthMs; atMs += stepMs) {
    const time = momentAt(START_MS + atMs);
    if (budgetRefusal(state, limits, time) !== undefined) continue;
    spend(state, time);
    asks.push(atMs);
  }
  return asks;
}

describe("the escalation budget", () => {
  const at = (afterMs: number, isSet = true) => momentAt(START_MS + afterMs, isSet);

  function asked(times = 1) {
    const state = initialEscalationState();
    for (let time = 0; time < times; time++) spend(state, at(0));
    return state;
  }

  it("refuses within the interval, and not at its end", () => {
    assert.equal(budgetRefusal(asked(), limits, at(limits.intervalMs - 1)), "budget-interval");
    assert.equal(budgetRefusal(asked(), limits, at(limits.intervalMs)), undefined);
  });

  it("refuses for the hour", () => {
    const state = asked(limits.perHourMax);
    assert.equal(budgetRefusal(state, limits, at(HOUR_MS - 1)), "budget-hour");
    assert.equal(budgetRefusal(state, limits, at(2 * HOUR_MS)), undefined);
  });

  it("refuses for the day", () => {
    const state = asked(limits.perDayMax);
    assert.equal(budgetRefusal(state, limits, at(3 * HOUR_MS)), "budget-day");
    assert.equal(budgetRefusal(state, limits, at(2 * DAY_MS)), undefined);
  });

  it("refuses everything where a limit is 0", () => {
    const none = { ...limits, perHourMax: 0 };
    assert.equal(budgetRefusal(initialEscalationState(), none, at(0)), "budget-hour");
  });

  it("refuses until the cloud lets it, but never longer than a day", () => {
    const state = initialEscalationState();
    holdOff(state, 90_000, at(0));
    assert.equal(budgetRefusal(state, limits, at(89_999)), "budget-retry-after");
    assert.equal(budgetRefusal(state, limits, at(90_000)), undefined);
    holdOff(state, Number.MAX_SAFE_INTEGER, at(0));
    assert.equal(budgetRefusal(state, limits, at(RETRY_AFTER_MS_MAX)), undefined);
  });

  it("lets the shorter of two waits not undo the longer", () => {
    const state = initialEscalationState();
    holdOff(state, 90_000, at(0));
    holdOff(state, 1_000, at(0));
    assert.equal(budgetRefusal(state, limits, at(50_000)), "budget-retry-after");
  });

  it("gives nothing back to a clock that is set back, and locks nobody out for ever", () => {
    const state = asked(limits.perHourMax);
    assert.equal(budgetRefusal(state, limits, at(-10 * DAY_MS)), "budget-interval");
    assert.equal(budgetRefusal(state, limits, at(-10 * DAY_MS + 60_000)), "budget-hour");
    assert.equal(budgetRefusal(state, limits, at(-10 * DAY_MS + 2 * HOUR_MS)), undefined);
  });

  it("gives nothing back to a clock that is set for the first time", () => {
    const state = initialEscalationState();
    for (let time = 0; time < limits.perHourMax; time++) spend(state, momentAt(5, false));
    const set = (steadyMs: number) => ({ steadyMs, wallMs: START_MS, isSet: true });
    assert.equal(budgetRefusal(state, limits, set(6)), "budget-interval");
    assert.equal(budgetRefusal(state, limits, set(60_000)), "budget-hour");
    assert.equal(budgetRefusal(state, limits, set(2 * HOUR_MS)), undefined);
  });

  it("is the same whatever the wall clock shows", () => {
    const jumps = fc.array(fc.record({ wallMs: fc.maxSafeNat(), isSet: fc.boolean() }), {
      minLength: 60,
      maxLength: 60,
    });
    fc.assert(
      fc.property(jumps, (shown) => {
        const [jumping, steady] = [initialEscalationState(), initialEscalationState()];
        for (const [step, wall] of shown.entries()) {
          const steadyMs = START_MS + step * 700_000;
          const expected = budgetRefusal(steady, limits, momentAt(steadyMs));
          assert.equal(budgetRefusal(jumping, limits, { steadyMs, ...wall }), expected);
          if (expected === undefined) spend(steady, momentAt(steadyMs));
          if (expected === undefined) spend(jumping, { steadyMs, ...wall });
        }
      }),
    );
  });

  it("keeps a wait through a clock that is set back", () => {
    const state = asked();
    holdOff(state, 90_000, at(0));
    assert.equal(budgetRefusal(state, limits, at(-DAY_MS)), "budget-retry-after");
    assert.equal(budgetRefusal(state, limits, at(-DAY_MS + 90_000)), undefined);
  });

  it("works by a clock that was never set", () => {
    const state = initialEscalationState();
    const unset = (wallMs: number) => momentAt(wallMs, false);
    assert.equal(budgetRefusal(state, limits, unset(40)), undefined);
    spend(state, unset(40));
    assert.equal(budgetRefusal(state, limits, unset(10_040)), "budget-interval");
    assert.equal(budgetRefusal(state, limits, unset(30_040)), undefined);
  });

  it("lets at most a quarter of 200 wakes at 10 s ask, even with the hour's turn among them", () => {
    const state = initialEscalationState();
    asksWithin(HOUR_MS - 1_000_000, 10_000, state);
    const asks = asksWithin(HOUR_MS + 1_000_000, 10_000, state);
    for (let fromMs = 0; fromMs < HOUR_MS; fromMs += 10_000) {
      const within = asks.filter((ms) => ms >= fromMs && ms < fromMs + 2_000_000).length;
      assert.ok(within <= 50, `${within} from ${fromMs}`);
    }
  });

  it("holds the day's limit over days of asking at every chance", () => {
    const asks = asksWithin(3 * DAY_MS, 10_000);
    assert.ok(asks.length <= 3 * limits.perDayMax, String(asks.length));
    assert.ok(asks.length >= 2.5 * limits.perDayMax, String(asks.length));
  });

  it("never asks twice within the interval, whatever the clock does", () => {
    const step = fc.record({ byMs: fc.integer({ min: -1e7, max: 1e7 }), isSet: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const state = initialEscalationState();
        let wallMs = START_MS;
        // What a clock that goes back takes away, no clock can give as time that has passed.
        let forwardMs = Number.POSITIVE_INFINITY;
        for (const { byMs, isSet } of steps) {
          wallMs += byMs;
          forwardMs += Math.max(0, byMs);
          if (budgetRefusal(state, limits, momentAt(wallMs, isSet)) !== undefined) continue;
          assert.ok(forwardMs >= limits.intervalMs, String(forwardMs));
          spend(state, momentAt(wallMs, isSet));
          forwardMs = 0;
        }
      }),
    );
  });
});
