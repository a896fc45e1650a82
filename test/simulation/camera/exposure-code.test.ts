import assert from "node:assert/strict";
import fc from "fast-check";
import { codeOf, exposureOf } from "../../../hosts/simulator/board/camera/exposure-code.js";

describe("the code of an exposure", () => {
  it("is a number of the record's size, and stands for what it was made of", () => {
    fc.assert(
      fc.property(fc.double({ min: -3, max: 14, noNaN: true }), (stops) => {
        const code = codeOf(2 ** stops);
        assert.ok(Number.isInteger(code) && code > 0 && code <= 0xffff_ffff);
        // One line of four is a third of a stop: what daylight leaves of precision.
        assert.ok(Math.abs(Math.log2(exposureOf(code)) - stops) < 0.34, `${stops}`);
      }),
    );
  });
});
