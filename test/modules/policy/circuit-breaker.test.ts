import assert from "node:assert/strict";
import fc from "fast-check";
import { seededRandom } from "../../../hosts/simulator/board/random.js";
import {
  BREAKER_OPEN_MS_MAX,
  BREAKER_RESTORED_MS_MAX,
  breakerCheckpointDue,
  riskQuestion,
  settleQuestion,
  takeBreakerCheckpoint,
} from "../../../modules/policy/circuit-breaker.js";
import {
  budgetRefusal,
  DAY_MS,
  type EscalationState,
  HOUR_MS,
  holdOff,
  initialEscalationState,
  spend,
} from "../../../modules/policy/escalation-budget.js";
import { DEFAULT_SETTINGS } from "../../../modules/settings/settings.js";
import { momentAt } from "../../helpers/moment.js";

const START_MS = 1_800_000_000_000;
const limits = {
  ...DEFAULT_SETTINGS.escalation,
  intervalMs: 0,
  perHourMax: 3_600,
  perDayMax: 60_000,
  breakerFailures: 3,
  breakerOpenMs: 100_000,
};
const at = (afterMs: number, isSet = true) => momentAt(START_MS + afterMs, isSet);

const refusal = (state: EscalationState, afterMs: number) =>
  budgetRefusal(state, limits, at(afterMs));

/** A question that the budget allowed; without a code it is one that the wake died on. */
function ask(
  state: EscalationState,
  afterMs: number,
  outcome: string | "died",
  chance = 0.5,
): void {
  assert.equal(refusal(state, afterMs), undefined, `at ${afterMs}`);
  spend(state, at(afterMs));
  riskQuestion(state, limits, at(afterMs), chance);
  if (outcome === "died") return;
  settleQuestion(state, outcome === "verdict" ? undefined : outcome, at(afterMs));
}

function failing(times: number, outcome = "cloud-timeout", chance = 0.5): EscalationState {
  const state = initialEscalationState();
  for (let time = 0; time < times; time++) ask(state, 0, outcome, chance);
  return state;
}

describe("the circuit breaker", () => {
  for (const code of [
    "network-unreachable",
    "tls-untrusted",
    "cloud-timeout",
    "cloud-server-error",
    "cloud-rate-limited",
    "cloud-rejected",
    "died",
  ]) {
    it(`opens after so many questions in a row that end in ${code}`, () => {
      assert.equal(refusal(failing(2, code), 1), undefined);
      assert.equal(refusal(failing(3, code), 49_999), "cloud-breaker-open");
      assert.equal(refusal(failing(3, code), 50_000), undefined);
    });
  }

  for (const code of ["cloud-refused", "cloud-filtered", "cloud-malformed", "cloud-safety-stop"]) {
    it(`takes ${code} for an answer of a service that is well`, () => {
      const state = failing(2);
      ask(state, 0, code);
      ask(state, 0, "cloud-timeout");
      ask(state, 0, "cloud-timeout");
      assert.equal(refusal(state, 1), undefined);
    });
  }

  it("leaves a service alone at once, and for hours, that does not know the key", () => {
    const state = failing(1, "cloud-unauthorized");
    assert.equal(refusal(state, BREAKER_OPEN_MS_MAX - 1), "cloud-breaker-open");
    ask(state, BREAKER_OPEN_MS_MAX, "cloud-unauthorized");
    assert.equal(refusal(state, 2 * BREAKER_OPEN_MS_MAX - 1), "cloud-breaker-open");
  });

  it("lets one question through in half-open, and waits twice as long where it fails", () => {
    const state = failing(3);
    ask(state, 50_000, "cloud-timeout");
    assert.equal(refusal(state, 149_999), "cloud-breaker-open");
    ask(state, 150_000, "died");
    assert.equal(refusal(state, 349_999), "cloud-breaker-open");
    assert.equal(refusal(state, 350_000), undefined);
  });

  it("closes with an answer in half-open, and then counts from the start", () => {
    const state = failing(3);
    ask(state, 50_000, "verdict");
    ask(state, 50_001, "cloud-timeout");
    ask(state, 50_002, "cloud-timeout");
    assert.equal(refusal(state, 50_003), undefined);
    ask(state, 50_003, "cloud-timeout");
    assert.equal(refusal(state, 100_002), "cloud-breaker-open");
    assert.equal(refusal(state, 100_003), undefined);
  });

  it("waits as long as it was told, where that is longer than its own wait", () => {
    const state = failing(3);
    holdOff(state, 90_000, at(0));
    assert.equal(refusal(state, 89_999), "cloud-breaker-open");
    assert.equal(refusal(state, 90_000), undefined);
  });

  it("waits any part of the bound that chance says, and never over six hours", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 0.999_999, noNaN: true }), {
          minLength: 1,
          maxLength: 40,
        }),
        (chances) => {
          const state = failing(2);
          let nowMs = 0;
          for (const [level, chance] of chances.entries()) {
            ask(state, nowMs, "cloud-timeout", chance);
            const boundMs = Math.min(100_000 * 2 ** level, BREAKER_OPEN_MS_MAX);
            const waitMs = Math.ceil(chance * boundMs);
            if (waitMs > 0) assert.equal(refusal(state, nowMs + waitMs - 1), "cloud-breaker-open");
            nowMs += waitMs;
          }
        },
      ),
    );
  });

  it("gives no wait up to a clock that is set back, and makes none longer", () => {
    const state = failing(3);
    assert.equal(refusal(state, -DAY_MS), "cloud-breaker-open");
    assert.equal(refusal(state, -DAY_MS + 50_000), undefined);
  });

  it("keeps to its wait where the clock is set in the midst of the question", () => {
    const unset = (wallMs: number) => momentAt(wallMs, false);
    const state = initialEscalationState();
    for (const ms of [10, 20, 30]) {
      spend(state, unset(ms));
      riskQuestion(state, limits, unset(ms), 0.5);
    }
    settleQuestion(state, "cloud-rate-limited", at(0));
    holdOff(state, 60_000, at(0));
    assert.equal(refusal(state, 59_999), "cloud-breaker-open");
    assert.equal(refusal(state, 60_000), undefined);
  });

  it("makes hours no day where the key is refused to a clock that the question has set", () => {
    const state = initialEscalationState();
    spend(state, momentAt(10, false));
    settleQuestion(state, "cloud-unauthorized", at(0));
    assert.equal(refusal(state, BREAKER_OPEN_MS_MAX - 1), "cloud-breaker-open");
    assert.equal(refusal(state, BREAKER_OPEN_MS_MAX), undefined);
  });
});

describe("the circuit breaker in flash", () => {
  const restored = (stored: number, afterMs: number, isSet = true) => {
    const state = initialEscalationState();
    takeBreakerCheckpoint(state, stored, at(afterMs, isSet));
    return state;
  };
  const dueAfter = (state: EscalationState, stored = 0) =>
    breakerCheckpointDue(state, stored, at(0));

  it("is nothing while it is closed, and nothing for a wrong key", () => {
    assert.equal(dueAfter(failing(2)), undefined);
    assert.equal(dueAfter(failing(1, "cloud-unauthorized")), undefined);
  });

  it("holds the cloud off after a loss of power, a quarter of an hour at the most", () => {
    const state = initialEscalationState();
    for (let time = 0; time < 3; time++) ask(state, 0, "cloud-timeout", 0.5);
    const stored = dueAfter(state) as number;
    assert.equal(refusal(restored(stored, 1_000), 49_999), "cloud-breaker-open");
    assert.equal(refusal(restored(stored, 1_000), 50_000 + 60_000), undefined);
    holdOff(state, DAY_MS, at(0));
    const long = restored(dueAfter(state) as number, 1_000);
    assert.equal(refusal(long, 1_000 + BREAKER_RESTORED_MS_MAX - 1), "cloud-breaker-open");
    assert.equal(refusal(long, 1_000 + BREAKER_RESTORED_MS_MAX), undefined);
  });

  it("goes on with the level that it had", () => {
    const state = failing(3);
    ask(state, 50_000, "cloud-timeout");
    const again = restored(breakerCheckpointDue(state, 0, at(50_000)) as number, 60_000);
    const freeMs = again.notBeforeMs - START_MS;
    ask(again, freeMs, "cloud-timeout");
    assert.equal(refusal(again, freeMs + 199_999), "cloud-breaker-open");
  });

  it("is not taken up once its wait is over", () => {
    const stored = dueAfter(failing(3)) as number;
    const state = restored(stored, HOUR_MS);
    ask(state, HOUR_MS, "cloud-timeout");
    assert.equal(refusal(state, HOUR_MS + 1), undefined);
  });

  it("waits a quarter of an hour by a clock that was never set, also where it is set meanwhile", () => {
    const stored = dueAfter(failing(3)) as number;
    const state = initialEscalationState();
    takeBreakerCheckpoint(state, stored, momentAt(500, false));
    const unset = (wallMs: number) => budgetRefusal(state, limits, momentAt(wallMs, false));
    assert.equal(unset(500 + BREAKER_RESTORED_MS_MAX - 1), "cloud-breaker-open");
    const set = (steadyMs: number) => ({ steadyMs, wallMs: START_MS, isSet: true });
    const last = set(500 + BREAKER_RESTORED_MS_MAX - 1);
    assert.equal(budgetRefusal(state, limits, last), "cloud-breaker-open");
    assert.equal(budgetRefusal(state, limits, set(last.steadyMs + 1)), undefined);
  });

  it("is written again where a clock that was wrong had stored a wait without end", () => {
    const wrong = Math.floor((START_MS + 400 * DAY_MS) / 60_000) * 32 + 1;
    assert.ok(dueAfter(failing(3), wrong));
  });

  it("is written once for each hour at the most, whatever fails for a week", () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const random = seededRandom(seed);
        const state = initialEscalationState();
        let stored = 0;
        let writes = 0;
        for (let nowMs = 0; nowMs < 7 * DAY_MS; nowMs += 60_000) {
          if (refusal(state, nowMs) !== undefined) continue;
          const chance = random();
          ask(state, nowMs, random() < 0.5 ? "verdict" : "network-unreachable", chance);
          const due = breakerCheckpointDue(state, stored, at(nowMs));
          if (due === undefined) continue;
          stored = due;
          writes += 1;
        }
        assert.ok(writes > 0 && writes <= 7 * 24 + BREAKER_OPEN_MS_MAX / HOUR_MS, String(writes));
      }),
      { numRuns: 20 },
    );
  });
});
