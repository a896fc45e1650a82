import assert from "node:assert/strict";
import fc from "fast-check";
import {
  CHECKPOINT_STEP,
  checkpointDue,
  takeCheckpoint,
} from "../../../modules/policy/budget-checkpoint.js";
import { initialEscalationState, spend } from "../../../modules/policy/escalation-budget.js";

const NOON_MS = Date.UTC(2026, 5, 1, 12);
const at = (wallMs: number, isSet = true) => ({ wallMs, isSet });

describe("the day's budget in flash", () => {
  it("is never below what was asked, and at most a step above, wherever power goes", () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 100 }), (cuts) => {
        let state = initialEscalationState();
        let stored: number | undefined;
        let asked = 0;
        let cutCount = 0;
        for (const cut of cuts) {
          const due = checkpointDue(state, at(NOON_MS + asked));
          if (due !== undefined) stored = due;
          spend(state, at(NOON_MS + asked));
          asked += 1;
          if (!cut) continue;
          cutCount += 1;
          state = initialEscalationState();
          takeCheckpoint(state, stored as number, at(NOON_MS + asked));
          assert.ok(state.day.count >= asked);
          assert.ok(state.day.count <= asked + cutCount * CHECKPOINT_STEP);
        }
      }),
    );
  });

  it("is written once for each step", () => {
    const state = initialEscalationState();
    let writes = 0;
    for (let question = 0; question < 200; question++) {
      if (checkpointDue(state, at(NOON_MS)) !== undefined) writes += 1;
      spend(state, at(NOON_MS));
    }
    assert.equal(writes, 200 / CHECKPOINT_STEP);
  });

  it("is over two days later, but not by a clock that was never set", () => {
    const stored = checkpointDue(initialEscalationState(), at(NOON_MS)) as number;
    const later = initialEscalationState();
    takeCheckpoint(later, stored, at(NOON_MS + 2 * 86_400_000));
    assert.equal(later.day.count, 0);
    const unset = initialEscalationState();
    takeCheckpoint(unset, stored, at(0, false));
    assert.equal(unset.day.count, CHECKPOINT_STEP);
  });
});
