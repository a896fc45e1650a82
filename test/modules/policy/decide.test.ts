import assert from "node:assert/strict";
import fc from "fast-check";
import { confidenceOf, judge, median } from "../../../modules/policy/decide.js";

describe("judge", () => {
  it("knows no median of nothing", () => {
    assert.throws(() => median([]), RangeError);
  });

  it("is uncertain just below the threshold, and sure at it", () => {
    assert.equal(judge([0.6999], 0.7).label, "uncertain");
    assert.equal(judge([0.7], 0.7).label, "person");
    assert.equal(judge([0.3001], 0.7).label, "uncertain");
    assert.equal(judge([0.3], 0.7).label, "noPerson");
  });

  it("goes by the median of the looks, not by the outlier", () => {
    assert.deepEqual(judge([0.6, 0.95, 0.8], 0.7), {
      label: "person",
      probability: 0.8,
      confidence: 0.8,
    });
    assert.equal(judge([0.55, 0.01, 0.6], 0.7).label, "uncertain");
  });

  it("takes the mean of the two in the middle of an even number", () => {
    assert.equal(median([0.9, 0.25, 0.75, 0.1]), 0.5);
  });

  it("is as confident of a probability as of its opposite", () => {
    const probability = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(probability, (p) => {
        assert.ok(Math.abs(confidenceOf(p) - confidenceOf(1 - p)) < 1e-12);
        assert.ok(confidenceOf(p) >= 0.5);
      }),
    );
  });
});
