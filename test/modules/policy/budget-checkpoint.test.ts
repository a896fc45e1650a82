import assert from "node:assert/strict";
import fc from "fast-check";
import {
  CHECKPOINT_BYTES,
  CHECKPOINT_STEP,
  checkpointDue,
  isStartDue,
  noteStored,
  takeCheckpoint,
  withStart,
} from "../../../modules/policy/budget-checkpoint.js";
import { amountsOf, type Cost, LEDGER_AT } from "../../../modules/policy/day-cost.js";
import {
  budgetRefusal,
  catchUp,
  DAY_MS,
  type EscalationState,
  initialEscalationState,
  settleCost,
  spend,
} from "../../../modules/policy/escalation-budget.js";
import { DEFAULT_SETTINGS } from "../../../modules/settings/settings.js";
import { momentAt } from "../../helpers/moment.js";

const NOON_MS = Date.UTC(2026, 5, 1, 12);
const at = momentAt;
const QUESTION: Cost = { bytes: 33_000, millijoules: 2_000, microDollars: 700 };

const cost = fc.record({
  bytes: fc.integer({ min: 1_000, max: 34_000 }),
  millijoules: fc.integer({ min: 500, max: 10_000 }),
  microDollars: fc.integer({ min: 0, max: 3_000 }),
});
/** One question: what it may cost, which part of that it did, and whether power then goes. */
const question = fc.record({
  cost,
  share: fc.double({ min: 0, max: 1, noNaN: true }),
  cut: fc.boolean(),
});

/** A device whose flash is `stored`. */
class Device {
  state = initialEscalationState();
  stored: Uint32Array | undefined;
  writes = 0;

  ask(given: Cost, wallMs: number): void {
    const due = checkpointDue(this.state, at(wallMs), given);
    if (due !== undefined) {
      assert.equal(due.byteLength, CHECKPOINT_BYTES);
      this.stored = due;
      this.writes += 1;
      noteStored(this.state, due);
    }
    spend(this.state, at(wallMs), given);
  }

  cutPower(wallMs: number): void {
    this.state = initialEscalationState();
    takeCheckpoint(this.state, this.stored as Uint32Array, at(wallMs));
  }
}

const countsBefore = ({ day, ledger }: EscalationState) => [
  day.countBefore,
  ...ledger.subarray(LEDGER_AT.before, LEDGER_AT.before + 3),
];
const countsOf = ({ day, ledger }: EscalationState) => [day.count, ...ledger.subarray(0, 3)];

describe("the day's budget in flash", () => {
  it("is never below what was spent, and at most a block above, wherever power goes", () => {
    fc.assert(
      fc.property(fc.array(question, { minLength: 1, maxLength: 100 }), (questions) => {
        const device = new Device();
        const spent = [0, 0, 0, 0];
        const blocks = [0, 0, 0, 0];
        const most = [1, 34_000, 10_000, 3_000].map((each) => each * CHECKPOINT_STEP);
        for (const [number, { cost: given, share, cut }] of questions.entries()) {
          device.ask(given, NOON_MS + number);
          const actual = {
            bytes: Math.floor(given.bytes * share),
            millijoules: Math.floor(given.millijoules * share),
            microDollars: Math.floor(given.microDollars * share),
          };
          settleCost(device.state, given, actual);
          for (const [i, amount] of [1, ...amountsOf(actual)].entries())
            spent[i] = (spent[i] ?? 0) + amount;
          if (cut) {
            device.cutPower(NOON_MS + number);
            for (const [i, each] of most.entries()) blocks[i] = (blocks[i] ?? 0) + each;
          }
          for (const [i, counted] of countsOf(device.state).entries()) {
            const low = spent[i] as number;
            assert.ok(counted >= low, `${i}: ${counted} of ${low}`);
            assert.ok(counted <= low + (blocks[i] as number), `${i}: ${counted} for ${low}`);
          }
        }
      }),
    );
  });

  it("is never below what a question may cost that power cuts short", () => {
    fc.assert(
      fc.property(fc.array(cost, { minLength: 1, maxLength: 60 }), (costs) => {
        const device = new Device();
        const spent = [0, 0, 0, 0];
        for (const [number, given] of costs.entries()) {
          device.ask(given, NOON_MS + number);
          for (const [i, amount] of [1, ...amountsOf(given)].entries())
            spent[i] = (spent[i] ?? 0) + amount;
          device.cutPower(NOON_MS + number);
          const counted = countsOf(device.state);
          assert.ok(
            counted.every((each, i) => each >= (spent[i] as number)),
            String(counted),
          );
        }
      }),
    );
  });

  it("is written once for each step of questions that cost the same", () => {
    const device = new Device();
    for (let number = 0; number < 200; number++) device.ask(QUESTION, NOON_MS);
    assert.equal(device.writes, 200 / CHECKPOINT_STEP);
  });

  it("is written anew for a question that its block cannot pay for", () => {
    const device = new Device();
    device.ask(QUESTION, NOON_MS);
    device.ask({ ...QUESTION, bytes: 9 * QUESTION.bytes }, NOON_MS);
    assert.equal(device.writes, 2);
    assert.equal(device.stored?.[2], QUESTION.bytes + 9 * CHECKPOINT_STEP * QUESTION.bytes);
  });

  it("stays due where flash would not take it", () => {
    const state = initialEscalationState();
    spend(state, at(NOON_MS), QUESTION);
    assert.ok(checkpointDue(state, at(NOON_MS), QUESTION));
    assert.ok(checkpointDue(state, at(NOON_MS), QUESTION));
  });

  const BLOCK = [CHECKPOINT_STEP, ...amountsOf(QUESTION).map((each) => each * CHECKPOINT_STEP)];

  it("is over two days later, and moves to the day before after one", () => {
    for (const days of [1, 2]) {
      const device = new Device();
      device.ask(QUESTION, NOON_MS);
      device.cutPower(NOON_MS + days * DAY_MS);
      catchUp(device.state, at(NOON_MS + days * DAY_MS));
      assert.deepEqual(countsOf(device.state), [0, 0, 0, 0]);
      assert.deepEqual(countsBefore(device.state), days === 1 ? BLOCK : [0, 0, 0, 0]);
    }
  });

  it("holds the day before, which a loss of power just after midnight must not give back", () => {
    const device = new Device();
    for (let question = 0; question < 20; question++) device.ask(QUESTION, NOON_MS);
    device.ask(QUESTION, NOON_MS + DAY_MS);
    device.cutPower(NOON_MS + DAY_MS);
    assert.deepEqual([device.state.day.count, device.state.day.countBefore], [CHECKPOINT_STEP, 20]);
  });

  /** Power comes, and a chip's clock begins at 1970. */
  function unsetAfterCut(device: Device): EscalationState {
    const state = initialEscalationState();
    takeCheckpoint(state, device.stored as Uint32Array, at(0, false));
    return state;
  }

  it("counts whole by a clock that is not set, however long ago it was", () => {
    const device = new Device();
    device.ask(QUESTION, NOON_MS);
    const state = unsetAfterCut(device);
    catchUp(state, at(DAY_MS - 1, false));
    assert.deepEqual(countsOf(state), BLOCK);
  });

  it("is as old as it is once the clock is set", () => {
    for (const [hours, count, countBefore] of [
      [1, CHECKPOINT_STEP, 0],
      [25, 0, CHECKPOINT_STEP],
      [49, 0, 0],
    ] as const) {
      const device = new Device();
      device.ask(QUESTION, NOON_MS);
      const state = unsetAfterCut(device);
      catchUp(state, { steadyMs: 5_000, wallMs: NOON_MS + hours * 3_600_000, isSet: true });
      assert.deepEqual(
        [state.day.count, state.day.countBefore],
        [count, countBefore],
        `${hours} h`,
      );
    }
  });

  it("keeps the beginning of its day by a clock that is not set", () => {
    const device = new Device();
    device.ask(QUESTION, NOON_MS);
    const due = checkpointDue(unsetAfterCut(device), at(5_000, false), QUESTION);
    assert.equal(due?.[0], NOON_MS / 1_000);
  });

  it("is told when its day began where a clock was set after it was written", () => {
    const state = initialEscalationState();
    const due = checkpointDue(state, at(5_000, false), QUESTION) as Uint32Array<ArrayBuffer>;
    noteStored(state, due);
    spend(state, at(5_000, false), QUESTION);
    assert.equal(isStartDue(state, at(6_000, false)), false);
    const set = { steadyMs: 7_000, wallMs: NOON_MS, isSet: true };
    assert.equal(isStartDue(state, set), true);
    const told = withStart(due, state, set);
    assert.equal(told[0], NOON_MS / 1_000 - 7);
    noteStored(state, told);
    assert.equal(isStartDue(state, set), false);
  });

  it("lets a device that is switched off every evening ask on, as long as it keeps within its day", () => {
    const limits = { ...DEFAULT_SETTINGS.escalation, intervalMs: 0, perDayMax: 60 };
    let stored: Uint32Array | undefined;
    for (let day = 0; day < 30; day++) {
      const state = initialEscalationState();
      if (stored !== undefined) takeCheckpoint(state, stored, at(0, false));
      const onMs = NOON_MS + day * DAY_MS;
      for (let question = 0; question < 20; question++) {
        const steadyMs = question * 2_000_000;
        const moment = { steadyMs, wallMs: onMs + steadyMs, isSet: question > 0 };
        assert.equal(budgetRefusal(state, limits, moment, QUESTION), undefined, `day ${day}`);
        const due = checkpointDue(state, moment, QUESTION);
        if (due !== undefined) noteStored(state, due);
        stored = due ?? stored;
        spend(state, moment, QUESTION);
      }
    }
  });
});
