import assert from "node:assert/strict";
import { commonShare, type Factors } from "../../../modules/motion/common-light.js";

const CELLS = 256;

/** Cell by cell the logarithm of its factor; noise and clipping where they are given. */
function factors(ratio: (cell: number) => number, noise = 0.01, clipped: number[] = []): Factors {
  return {
    ratios: Float32Array.from({ length: CELLS }, (_, cell) => ratio(cell)),
    noises: new Float32Array(CELLS).fill(noise),
    clipped: Uint8Array.from({ length: CELLS }, (_, cell) => (clipped.includes(cell) ? 1 : 0)),
  };
}

describe("the share of cells with one factor in common", () => {
  it("is all where everything became brighter alike, by however much", () => {
    for (const ratio of [-3.5, -1, 0, 0.3, 3.5]) assert.equal(commonShare(factors(() => ratio)), 1);
  });

  it("is what a thing leaves of the picture", () => {
    assert.equal(commonShare(factors((cell) => (cell < 64 ? 1.2 : -0.1))), 0.75);
  });

  it("is small where every cell has its own factor", () => {
    const share = commonShare(factors((cell) => cell / 64 - 2));
    assert.ok(share > 0 && share < 0.1, String(share));
  });

  it("allows for noise: what it blurs counts as equal", () => {
    const flicker = (cell: number): number => (cell % 2) * 0.3;
    assert.equal(commonShare(factors(flicker, 0.01)), 0.5);
    assert.equal(commonShare(factors(flicker, 0.2)), 1);
  });

  it("asks no clipped cell, and takes a picture of such alone for unchanged", () => {
    const odd = Array.from({ length: 128 }, (_, cell) => cell);
    assert.equal(commonShare(factors((cell) => (cell < 128 ? cell / 32 : 0), 0.01, odd)), 1);
    const all = Array.from({ length: CELLS }, (_, cell) => cell);
    assert.equal(commonShare(factors(() => 1, 0.01, all)), 1);
  });

  it("stands factors beyond all that two pictures can have", () => {
    assert.equal(commonShare(factors(() => 100)), 1);
    assert.equal(commonShare(factors(() => -100, 50)), 1);
  });
});
