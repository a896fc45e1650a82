import assert from "node:assert/strict";
import fc from "fast-check";
import {
  CHECKPOINT_BYTES,
  CHECKPOINT_STEP,
  checkpointDue,
  noteStored,
  takeCheckpoint,
} from "../../../modules/policy/budget-checkpoint.js";
import { amountsOf, type Cost } from "../../../modules/policy/day-cost.js";
import {
  type EscalationState,
  initialEscalationState,
  settleCost,
  spend,
} from "../../../modules/policy/escalation-budget.js";

const NOON_MS = Date.UTC(2026, 5, 1, 12);
const at = (wallMs: number, isSet = true) => ({ wallMs, isSet });
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
    assert.equal(device.stored?.[1], QUESTION.bytes + 9 * CHECKPOINT_STEP * QUESTION.bytes);
  });

  it("stays due where flash would not take it", () => {
    const state = initialEscalationState();
    spend(state, at(NOON_MS), QUESTION);
    assert.ok(checkpointDue(state, at(NOON_MS), QUESTION));
    assert.ok(checkpointDue(state, at(NOON_MS), QUESTION));
  });

  it("is over two days later, but not by a clock that was never set", () => {
    const device = new Device();
    device.ask(QUESTION, NOON_MS);
    device.cutPower(NOON_MS + 2 * 86_400_000);
    assert.deepEqual(countsOf(device.state), [0, 0, 0, 0]);
    const unset = initialEscalationState();
    takeCheckpoint(unset, device.stored as Uint32Array, at(0, false));
    const running = initialEscalationState();
    takeCheckpoint(running, device.stored as Uint32Array, at(NOON_MS + 2 * 86_400_000, false));
    assert.equal(running.day.count, CHECKPOINT_STEP);
    const block = amountsOf(QUESTION).map((each) => each * CHECKPOINT_STEP);
    assert.deepEqual(countsOf(unset), [CHECKPOINT_STEP, ...block]);
  });
});
