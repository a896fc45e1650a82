import assert from "node:assert/strict";
import { fitLight } from "../../../modules/motion/light-fit.js";
import {
  initialMotionState,
  type MotionFinding,
  type MotionState,
  passMotionGate,
} from "../../../modules/motion/motion-gate.js";
import { SIGNATURE_BYTES } from "../../../modules/motion/signature.js";
import { DEFAULT_SETTINGS } from "../../../modules/settings/settings.js";
import {
  type Change,
  dayBreaks,
  lampGoesOff,
  lampGoesOn,
  somebodyComes,
  staysStill,
} from "../../helpers/synthetic-change.js";
import {
  areaChanged,
  makeScene,
  photograph,
  type Scene,
  seededChance,
} from "../../helpers/synthetic-scene.js";

const options = DEFAULT_SETTINGS.motion;
const SCENES = 150;

function flat(level: number): Uint8Array {
  return new Uint8Array(SIGNATURE_BYTES).fill(level);
}

/** 3 x 3 cells in the middle that are darker. */
function withThing(level: number): Uint8Array {
  const signature = flat(level);
  for (const row of [6, 7, 8]) signature.fill(level - 40, row * 16 + 6, row * 16 + 9);
  return signature;
}

function stateAfter(...signatures: Uint8Array[]): MotionState {
  const state = initialMotionState();
  for (const signature of signatures) passMotionGate(signature, state, options, false);
  return state;
}

interface Shown {
  readonly admittedPercent: number;
  /** Seeds of the frames that were admitted, and of those that were not. */
  readonly admitted: number[];
  readonly skipped: number[];
}

function show(change: Change, before: Change = (scene) => scene): Shown {
  const admitted: number[] = [];
  const skipped: number[] = [];
  for (let seed = 1; seed <= SCENES; seed++) {
    const chance = seededChance(seed * 7_919);
    const scene: Scene = before(makeScene(chance), chance);
    const state = stateAfter(photograph(scene, chance));
    const picture = photograph(change(scene, chance), chance);
    const { admit } = passMotionGate(picture, state, options, false);
    (admit ? admitted : skipped).push(seed);
  }
  return { admittedPercent: (100 * admitted.length) / SCENES, admitted, skipped };
}

describe("the motion gate", () => {
  const pass = (signature: Uint8Array, state: MotionState, unsettled = false): MotionFinding =>
    passMotionGate(signature, state, options, unsettled);

  it("admits the first frame after a cold start", () => {
    assert.deepEqual(pass(flat(90), initialMotionState()), {
      admit: true,
      reason: "first",
      movedCells: 0,
    });
  });

  it("admits a still scene again after skipsMax wakes, and begins to count anew", () => {
    const state = stateAfter(flat(90));
    const reasons = Array.from(
      { length: options.skipsMax + 2 },
      () => pass(flat(90), state).reason,
    );
    assert.deepEqual(reasons.indexOf("overdue"), options.skipsMax);
    assert.equal(reasons.at(-1), "still");
  });

  it("admits a still frame while the policy waits for evidence", () => {
    const finding = pass(flat(90), stateAfter(flat(90)), true);
    assert.equal(finding.reason, "unsettled");
    assert.equal(finding.admit, true);
  });

  it("admits a thing that appears, one that stays away once, and one that leaves", () => {
    const state = stateAfter(flat(90));
    assert.equal(pass(withThing(90), state).reason, "moved");
    assert.equal(pass(withThing(90), state).reason, "still");
    assert.equal(pass(flat(90), state).reason, "moved");
  });

  it("says how many cells have moved", () => {
    const { movedCells } = pass(withThing(90), stateAfter(flat(90)));
    assert.ok(movedCells >= 9 && movedCells <= 45, String(movedCells));
  });

  it("takes a picture that becomes brighter everywhere for light, and compares with it next", () => {
    const state = stateAfter(flat(90));
    assert.equal(pass(flat(150), state).reason, "light");
    assert.deepEqual(state.reference, flat(150));
    assert.equal(pass(flat(150), state).reason, "still");
  });

  it("takes cells far apart that flicker by a few levels for noise", () => {
    const flicker = flat(90);
    for (const cell of [20, 100, 205]) flicker[cell] = 95;
    assert.equal(pass(flicker, stateAfter(flat(90))).admit, false);
  });

  it("renews the reference of a still scene every refreshSkips wakes only", () => {
    const state = stateAfter(flat(90));
    for (let wake = 1; wake < options.refreshSkips; wake++) pass(flat(91), state);
    assert.deepEqual(state.reference, flat(90));
    pass(flat(91), state);
    assert.deepEqual(state.reference, flat(91));
  });

  it("follows a drift that no two wakes show, without a single admission", () => {
    const state = stateAfter(flat(60));
    for (let wake = 0; wake < 50; wake++) assert.equal(pass(flat(60 + wake), state).admit, false);
  });

  it("says light where a picture is washed out and shows nothing", () => {
    assert.deepEqual(fitLight(flat(255), withThing(90), options), { movedCells: 0, moved: false });
  });

  it("sees somebody before a sky that is white", () => {
    const sky = flat(255);
    const state = stateAfter(sky);
    sky.set(withThing(200).subarray(96, 144), 96);
    const dark = flat(255);
    for (const row of [4, 5, 6, 7]) dark.fill(60, row * 16 + 6, row * 16 + 8);
    // Less than a quarter of the picture is not white, and nothing is known of the light there.
    dark.fill(200, 160);
    assert.equal(pass(dark, state).admit, true);
  });
});

describe("the motion gate on synthetic scenes", () => {
  it("admits 99 % of the first frames with a person over 2 % of the picture", () => {
    const { admittedPercent, skipped } = show(somebodyComes);
    assert.ok(admittedPercent >= 99, `${admittedPercent} %, missed seeds ${skipped}`);
  });

  it("skips 90 % of still frames", () => {
    const { admittedPercent, admitted } = show(staysStill);
    assert.ok(admittedPercent <= 10, `${admittedPercent} %, admitted seeds ${admitted}`);
  });

  for (const [name, change, before] of [
    ["lamps going on", lampGoesOn, undefined],
    ["lamps going off", lampGoesOff, lampGoesOn],
    ["dawns", dayBreaks, undefined],
  ] as const) {
    it(`admits at most 5 % of ${name}`, () => {
      const { admittedPercent, admitted } = show(change, before);
      assert.ok(admittedPercent <= 5, `${admittedPercent} %, admitted seeds ${admitted}`);
    });
  }

  it("is shown people who cover 2 % or more, and pictures that differ by seed", () => {
    const chance = seededChance(5);
    const scene = makeScene(chance);
    const area = areaChanged(scene, somebodyComes(scene, chance));
    assert.ok(area >= 0.02 && area < 0.15, String(area));
    assert.deepEqual(
      photograph(scene, seededChance(1)),
      photograph(scene, seededChance(1)),
      "the same seed gives the same picture",
    );
    assert.notDeepEqual(photograph(scene, seededChance(1)), photograph(scene, seededChance(2)));
  });
});
