import assert from "node:assert/strict";
import fc from "fast-check";
import { isSameScene } from "../../../modules/motion/same-scene.js";

const SIDE = 16;
const CELLS = SIDE * SIDE;

/** Patches of luma from a seed, which no two seeds share. */
function scene(seed: number): Uint8Array {
  let state = (seed >>> 0) + 1;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  return Uint8Array.from({ length: CELLS }, () => 30 + Math.floor(next() * 150));
}

const under = (signature: Uint8Array, gain: (cell: number) => number) =>
  signature.map((luma, cell) => Math.min(255, Math.round(luma * gain(cell))));

describe("telling one place from another", () => {
  it("takes a place for itself under any gain and any slope of light", () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.double({ min: 0.4, max: 1.4, noNaN: true }),
        fc.double({ min: -0.02, max: 0.02, noNaN: true }),
        (seed, gain, slope) => {
          const before = scene(seed);
          const now = under(before, (cell) => gain * (1 + slope * (cell % SIDE)));
          assert.equal(isSameScene(now, before), true);
        },
      ),
    );
  });

  it("takes two places for two", () => {
    let taken = 0;
    for (let seed = 0; seed < 300; seed++) {
      if (isSameScene(scene(2 * seed), scene(2 * seed + 1))) taken += 1;
    }
    assert.ok(taken <= 3, `${taken} of 300 were taken for one`);
  });

  it("takes darkness for any place, since it shows none", () => {
    const dark = new Uint8Array(CELLS).fill(3);
    assert.equal(isSameScene(dark, scene(1)), true);
    assert.equal(isSameScene(scene(1), dark), true);
  });

  it("keeps a place that somebody stands in", () => {
    const before = scene(5);
    const now = before.slice();
    for (let row = 4; row < 14; row++)
      for (let column = 6; column < 10; column++) now[row * SIDE + column] = 20;
    assert.equal(isSameScene(now, before), true);
  });
});
