import assert from "node:assert/strict";
import fc from "fast-check";
import { CALM_LEVELS, isCalm, SIGNATURE_BYTES } from "../../../modules/motion/signature.js";

const signature = fc.uint8Array({ minLength: SIGNATURE_BYTES, maxLength: SIGNATURE_BYTES });

function isCalmByCell(current: Uint8Array, reference: Uint8Array): boolean {
  return current.every((level, cell) => {
    const change = level - (reference[cell] as number);
    return change >= -CALM_LEVELS && change < CALM_LEVELS;
  });
}

describe("isCalm", () => {
  it("sees every single cell that has changed, by every amount", () => {
    for (let change = -255; change <= 255; change++) {
      const cell = (change + 255) % SIGNATURE_BYTES;
      const reference = new Uint8Array(SIGNATURE_BYTES).fill(change < 0 ? 255 : 0);
      const current = reference.slice();
      current[cell] = (current[cell] as number) + change;
      assert.equal(isCalm(current, reference), isCalmByCell(current, reference), `${change}`);
    }
  });

  it("agrees with a comparison cell by cell", () => {
    const noisy = fc.tuple(signature, fc.array(fc.integer({ min: -5, max: 4 }), { maxLength: 3 }));
    fc.assert(
      fc.property(noisy, fc.nat(), ([reference, changes], at) => {
        const current = reference.slice();
        changes.forEach((change, index) => {
          const cell = (at + index * 37) % SIGNATURE_BYTES;
          current[cell] = Math.max(0, Math.min(255, (current[cell] as number) + change));
        });
        assert.equal(isCalm(current, reference), isCalmByCell(current, reference));
      }),
      { numRuns: 1_000 },
    );
  });
});
