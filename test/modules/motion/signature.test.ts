import assert from "node:assert/strict";
import fc from "fast-check";
import {
  CALM_LEVELS,
  GAIN_PARTS_MAX,
  isCalm,
  SIGNATURE_BYTES,
} from "../../../modules/motion/signature.js";

const signature = fc.uint8Array({ minLength: SIGNATURE_BYTES, maxLength: SIGNATURE_BYTES });

const { max, min, abs, floor, round } = Math;

/** The same rule, cell by cell and without tricks. */
function isCalmByCell(current: Uint8Array, reference: Uint8Array): boolean {
  const sumOf = (cells: Uint8Array): number => cells.reduce((sum, level) => sum + level, 0);
  const sum = sumOf(reference);
  const gain = sum === 0 ? 0 : round((256 * (sumOf(current) - sum)) / sum);
  if (abs(gain) > GAIN_PARTS_MAX) return false;
  const restless = new Set<number>();
  reference.forEach((level, cell) => {
    const step = floor((level * abs(gain)) / 256);
    const change = (current[cell] as number) - (gain < 0 ? level - step : level + step);
    if (change < -CALM_LEVELS || change >= CALM_LEVELS) restless.add(floor(cell / 4));
  });
  return restless.size <= 1;
}

function withChange(reference: Uint8Array, cells: readonly number[], by: number): Uint8Array {
  const current = reference.slice();
  for (const cell of cells) current[cell] = max(0, min(255, (current[cell] as number) + by));
  return current;
}

describe("isCalm", () => {
  const flat = new Uint8Array(SIGNATURE_BYTES).fill(120);

  it("is not for two cells far apart that change by four levels or more", () => {
    for (const by of [-120, -40, -5, 4, 40, 120]) {
      assert.equal(isCalm(withChange(flat, [30, 200], by), flat), false, `${by}`);
    }
  });

  it("is not for a column of cells, as narrow as somebody far away", () => {
    assert.equal(isCalm(withChange(flat, [99, 115, 131], -12), flat), false);
  });

  it("is not for a change of exposure beyond its bound", () => {
    assert.equal(isCalm(new Uint8Array(SIGNATURE_BYTES).fill(140), flat), false);
  });

  it("is for less than four levels, for four cells in a row, and for the exposure", () => {
    assert.equal(isCalm(withChange(flat, [1, 90, 255], 3), flat), true);
    assert.equal(isCalm(withChange(flat, [96, 97, 98, 99], 90), flat), true);
    const bright = Uint8Array.from({ length: SIGNATURE_BYTES }, (_, cell) => 20 + (cell % 200));
    const brighter = bright.map((level) => round(level * 1.1));
    assert.equal(isCalm(brighter, bright), true);
    assert.equal(isCalm(bright, brighter), true);
  });

  it("is for black after black, and says no to light after it", () => {
    const black = new Uint8Array(SIGNATURE_BYTES);
    assert.equal(isCalm(black, black), true);
    assert.equal(isCalm(flat, black), false);
  });

  it("agrees with a comparison cell by cell, at every gain and for every change", () => {
    const changes = fc.array(
      fc.record({ cell: fc.nat(255), by: fc.integer({ min: -6, max: 6 }) }),
      { maxLength: 4 },
    );
    const gains = fc.double({ min: 0.85, max: 1.15, noNaN: true });
    fc.assert(
      fc.property(signature, gains, changes, (reference, factor, moves) => {
        let current: Uint8Array = reference.map((level) => min(255, round(level * factor)));
        for (const { cell, by } of moves) current = withChange(current, [cell], by);
        assert.equal(isCalm(current, reference), isCalmByCell(current, reference));
      }),
      { numRuns: 1_000 },
    );
  });

  it("agrees with it on any two pictures", () => {
    fc.assert(
      fc.property(signature, signature, (current, reference) => {
        assert.equal(isCalm(current, reference), isCalmByCell(current, reference));
      }),
    );
  });
});
