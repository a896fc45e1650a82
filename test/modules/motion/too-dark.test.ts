import assert from "node:assert/strict";
import {
  initialMotionState,
  type MotionFinding,
  type MotionState,
  passMotionGate,
} from "../../../modules/motion/motion-gate.js";
import { SIGNATURE_BYTES } from "../../../modules/motion/signature.js";
import { DEFAULT_SETTINGS } from "../../../modules/settings/settings.js";

const options = DEFAULT_SETTINGS.motion;
const DARK = flat(options.darkLuma - 1);

function flat(level: number): Uint8Array {
  return new Uint8Array(SIGNATURE_BYTES).fill(level);
}

function pass(signature: Uint8Array, state: MotionState, unsettled = false): MotionFinding {
  return passMotionGate(signature, state, options, unsettled);
}

function stateAfter(...signatures: Uint8Array[]): MotionState {
  const state = initialMotionState();
  for (const signature of signatures) pass(signature, state);
  return state;
}

describe("the motion gate in the dark", () => {
  it("admits nothing: not the first picture, not what is overdue, not what the policy waits for", () => {
    const unknown = initialMotionState();
    assert.equal(pass(DARK, unknown).reason, "too-dark");
    assert.equal(unknown.known, false);
    const overdue = stateAfter(flat(90));
    overdue.skips = options.skipsMax;
    assert.deepEqual(pass(DARK, overdue, true), {
      admit: false,
      reason: "too-dark",
      movedCells: 0,
    });
  });

  it("remembers the last that could be seen, and compares with that when light comes again", () => {
    const state = stateAfter(flat(90), flat(91));
    const before = structuredClone(state);
    for (let wake = 0; wake < 3 * options.refreshSkips; wake++) pass(DARK, state);
    assert.deepEqual(state, before);
    assert.equal(pass(flat(90), state).reason, "still");
  });

  it("is not led there by dusk, step by step, with every step calm", () => {
    const state = stateAfter(flat(60));
    let darkest = 60;
    const reasons = new Set<string>();
    for (let level = 60; level >= 2; level -= 2) {
      for (let wake = 0; wake < options.refreshSkips; wake++) {
        const { reason } = pass(flat(level), state);
        reasons.add(reason);
        if (reason !== "too-dark") darkest = level;
      }
    }
    assert.ok(reasons.has("too-dark") && reasons.has("still"));
    assert.ok(darkest >= options.darkLuma, `${darkest}`);
    assert.ok((state.reference[0] ?? 0) >= options.darkLuma);
  });

  it("still skips what is dim and still, and admits what moves under a lamp", () => {
    const dim = flat(6);
    dim.fill(120, 0, 32);
    const state = stateAfter(dim);
    assert.equal(pass(dim, state).reason, "still");
    const somebody = dim.slice();
    for (const cell of [2, 3, 18, 19]) somebody[cell] = 40;
    assert.equal(pass(somebody, state).reason, "moved");
  });

  it("can be switched off", () => {
    const finding = passMotionGate(
      flat(0),
      initialMotionState(),
      { ...options, darkLuma: 0 },
      false,
    );
    assert.equal(finding.reason, "first");
  });
});
