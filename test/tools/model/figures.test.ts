import assert from "node:assert/strict";
import fc from "fast-check";
import {
  areaUnderCurve,
  calibrationError,
  figuresOf,
  hybridAccuracy,
  type Judged,
} from "../../../tools/model/figures.js";

const judgedOf = (people: readonly number[], others: readonly number[]): Judged[] => [
  ...people.map((probability) => ({ probability, person: true })),
  ...others.map((probability) => ({ probability, person: false })),
];
const arbitrary = fc
  .array(
    fc.record({
      probability: fc.integer({ min: 0, max: 1_000 }).map((n) => n / 1_000),
      person: fc.boolean(),
    }),
    {
      minLength: 2,
      maxLength: 60,
    },
  )
  .filter((judged) => new Set(judged.map(({ person }) => person)).size === 2);

describe("the figures of a detector", () => {
  // Worked out by hand: three people, four others.
  const judged = judgedOf([0.9, 0.6, 0.3], [0.8, 0.3, 0.2, 0.1]);

  it("count what is right, with and without people", () => {
    const { accuracy, balancedAccuracy, peopleFound, falseAlarms } = figuresOf(judged);
    assert.equal(accuracy, 5 / 7);
    assert.equal(peopleFound, 2 / 3);
    assert.equal(falseAlarms, 1 / 4);
    assert.ok(Math.abs(balancedAccuracy - (2 / 3 + 3 / 4) / 2) < 1e-12);
  });

  it("have an area under the curve in which ties count half", () => {
    // Of 12 pairs 0.9 wins four, 0.6 three, 0.3 two and a half.
    assert.ok(Math.abs(areaUnderCurve(judged) - 9.5 / 12) < 1e-12);
  });

  it("have a calibration error of fifteen bins", () => {
    // Each alone in its bin but for the two of 0.3, in the bin from 4/15: 0.3 wrong twice, once each way.
    const alone = 0.1 + 0.4 + 0.8 + 0.2 + 0.1;
    assert.ok(Math.abs(calibrationError(judged) - (alone + Math.abs(0.6 - 1)) / 7) < 1e-12);
  });

  it("give the least confident to somebody else", () => {
    // 0.6 is asked first, the person of 0.3 then, who was wrong; 0.8 stays wrong.
    assert.equal(hybridAccuracy(judged, 1 / 7), 5 / 7);
    assert.equal(hybridAccuracy(judged, 2 / 7), 6 / 7);
    assert.equal(hybridAccuracy(judged, 3 / 7), 6 / 7);
    assert.equal(hybridAccuracy(judged, 3 / 7, 0.5), 4.5 / 7);
  });

  it("are perfect where somebody perfect answers everything", () => {
    fc.assert(fc.property(arbitrary, (some) => hybridAccuracy(some, 1) === 1));
  });

  it("turn round with the labels", () => {
    fc.assert(
      fc.property(arbitrary, (some) => {
        const turned = some.map(({ probability, person }) => ({ probability, person: !person }));
        assert.ok(Math.abs(areaUnderCurve(some) + areaUnderCurve(turned) - 1) < 1e-9);
      }),
    );
  });

  it("have an area that only the order decides", () => {
    fc.assert(
      fc.property(arbitrary, (some) => {
        const bent = some.map(({ probability, person }) => ({
          probability: probability / 2,
          person,
        }));
        assert.equal(areaUnderCurve(bent), areaUnderCurve(some));
      }),
    );
  });
});
