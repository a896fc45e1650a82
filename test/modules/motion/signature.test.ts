import assert from "node:assert/strict";
import fc from "fast-check";
import {
  CALM_PAIR_LEVELS,
  GAIN_PARTS_MAX,
  isCalm,
  isDark,
  LIT_CELLS_MIN,
  lumaOf,
  SIGNATURE_BYTES,
} from "../../../modules/motion/signature.js";

const signature = fc.uint8Array({ minLength: SIGNATURE_BYTES, maxLength: SIGNATURE_BYTES });

const { max, min, floor, round } = Math;

/** The same rule, pair by pair and without tricks. */
function isCalmByPair(current: Uint8Array, reference: Uint8Array): boolean {
  const sampled = (_: number, cell: number): boolean => floor(cell / 4) % 9 === 0;
  const sumOf = (cells: Uint8Array): number =>
    cells.filter(sampled).reduce((sum, level) => sum + level, 0);
  if (sumOf(current) < sumOf(reference)) return isCalmByPair(reference, current);
  const sum = sumOf(reference);
  const gain = sum === 0 ? 0 : round((256 * (sumOf(current) - sum)) / sum);
  // In a word the first and the second cell make a pair, and the third and the fourth.
  const pairOf = (cells: Uint8Array, pair: number): number =>
    (cells[2 * pair] as number) + (cells[2 * pair + 1] as number);
  for (let pair = 0; pair < SIGNATURE_BYTES / 2; pair++) {
    const before = pairOf(reference, pair);
    const change = pairOf(current, pair) - before - floor((before * gain) / 256);
    if (change < -CALM_PAIR_LEVELS || change >= CALM_PAIR_LEVELS) return false;
  }
  return gain <= GAIN_PARTS_MAX;
}

function withChange(reference: Uint8Array, cells: readonly number[], by: number): Uint8Array {
  const current = reference.slice();
  for (const cell of cells) current[cell] = max(0, min(255, (current[cell] as number) + by));
  return current;
}

function isCalmInAnyLight(current: Uint8Array, reference: Uint8Array): boolean {
  return isCalm(current, reference, 0);
}

describe("lumaOf", () => {
  it("is the mean of a picture that is the same all over", () => {
    for (const level of [0, 1, 17, 255]) {
      assert.equal(lumaOf(new Uint8Array(SIGNATURE_BYTES).fill(level)), level);
    }
  });

  it("asks an eighth of the cells, some in every other row", () => {
    const asked = Array.from({ length: SIGNATURE_BYTES }, (_, cell) =>
      lumaOf(withChange(new Uint8Array(SIGNATURE_BYTES), [cell], 32)),
    );
    assert.equal(asked.filter((luma) => luma === 1).length, SIGNATURE_BYTES / 8);
    const rows = new Set(asked.flatMap((luma, cell) => (luma === 1 ? [floor(cell / 16)] : [])));
    assert.ok(rows.size >= 7, `${[...rows]}`);
  });
});

describe("isDark", () => {
  const lit = (cells: number): Uint8Array =>
    withChange(
      new Uint8Array(SIGNATURE_BYTES).fill(5),
      Array.from({ length: cells }, (_, cell) => cell),
      200,
    );

  it("asks whether enough cells show something, however bright they are", () => {
    assert.equal(isDark(lit(0), 16), true);
    assert.equal(isDark(lit(LIT_CELLS_MIN - 1), 16), true);
    assert.equal(isDark(lit(LIT_CELLS_MIN), 16), false);
    assert.equal(isDark(new Uint8Array(SIGNATURE_BYTES), 0), false);
  });
});

describe("isCalm", () => {
  it("never says so of the dark, nor of what is hardly brighter", () => {
    const dim = new Uint8Array(SIGNATURE_BYTES).fill(25);
    assert.equal(isCalm(dim, dim, 21), false);
    assert.equal(isCalm(dim, dim, 20), true);
  });

  const flat = new Uint8Array(SIGNATURE_BYTES).fill(120);

  it("is not for a single cell that changes by eight levels or more", () => {
    for (const cell of [0, 30, 133, 255]) {
      for (const by of [-120, -40, -9, 9, 40, 120]) {
        assert.equal(isCalmInAnyLight(withChange(flat, [cell], by), flat), false, `${cell} ${by}`);
      }
    }
  });

  it("is not for a pair of cells that changes by four levels or more", () => {
    for (const by of [-5, 5])
      assert.equal(isCalmInAnyLight(withChange(flat, [98, 99], by), flat), false);
  });

  it("is not for a change of exposure beyond its bound", () => {
    assert.equal(isCalmInAnyLight(new Uint8Array(SIGNATURE_BYTES).fill(140), flat), false);
  });

  it("is for less than four levels, and for the exposure", () => {
    assert.equal(isCalmInAnyLight(withChange(flat, [2, 90, 91, 255], 3), flat), true);
    const bright = Uint8Array.from({ length: SIGNATURE_BYTES }, (_, cell) => 20 + (cell % 200));
    const brighter = bright.map((level) => round(level * 1.1));
    assert.equal(isCalmInAnyLight(brighter, bright), true);
    assert.equal(isCalmInAnyLight(bright, brighter), true);
  });

  it("is for black after black, and says no to light after it", () => {
    const black = new Uint8Array(SIGNATURE_BYTES);
    assert.equal(isCalmInAnyLight(black, black), true);
    assert.equal(isCalmInAnyLight(flat, black), false);
  });

  it("agrees with a comparison pair by pair, at every gain and for every change", () => {
    const changes = fc.array(
      fc.record({ cell: fc.nat(255), by: fc.integer({ min: -6, max: 6 }) }),
      { maxLength: 4 },
    );
    const gains = fc.double({ min: 0.85, max: 1.15, noNaN: true });
    fc.assert(
      fc.property(signature, gains, changes, (reference, factor, moves) => {
        let current: Uint8Array = reference.map((level) => min(255, round(level * factor)));
        for (const { cell, by } of moves) current = withChange(current, [cell], by);
        assert.equal(isCalmInAnyLight(current, reference), isCalmByPair(current, reference));
      }),
      { numRuns: 1_000 },
    );
  });

  it("agrees with it on any two pictures", () => {
    fc.assert(
      fc.property(signature, signature, (current, reference) => {
        assert.equal(isCalmInAnyLight(current, reference), isCalmByPair(current, reference));
      }),
    );
  });
});
