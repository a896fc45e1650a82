import assert from "node:assert/strict";
import fc from "fast-check";
import { calibrate, type Margin } from "../../../tools/model/calibrate.js";
import { split } from "../../../tools/model/split.js";

describe("calibration", () => {
  it("finds the temperature and the bias that made the labels", () => {
    // As many people at each z as a temperature of 2 and a bias of -1 say, in a thousand.
    const margins: Margin[] = [-6, -3, -1, 0, 1, 2, 4, 7].flatMap((logOdds) => {
      const people = Math.round(1000 / (1 + Math.exp(-(logOdds - 1) / 2)));
      return Array.from({ length: 1000 }, (_, at) => ({ logOdds, person: at < people }));
    });
    const { temperature, bias } = calibrate(margins);
    assert.ok(Math.abs(temperature - 2) < 0.01, `${temperature}`);
    assert.ok(Math.abs(bias + 1) < 0.01, `${bias}`);
  });

  it("finds its way where a whole step of Newton's would overshoot", () => {
    const { temperature, bias } = calibrate([
      ...[-9, -8, -7.5, -3].map((logOdds) => ({ logOdds, person: false })),
      ...[-2.9, -1, 0.5, 6].map((logOdds) => ({ logOdds, person: true })),
    ]);
    assert.ok(temperature > 0.01 && temperature < 1, `${temperature}`);
    assert.ok(Math.abs(bias - 2.95) < 0.2, `${bias}`);
  });

  it("stays finite with a network that is never wrong", () => {
    const { temperature, bias } = calibrate([
      { logOdds: -4, person: false },
      { logOdds: 4, person: true },
    ]);
    assert.ok(temperature > 0 && Number.isFinite(temperature) && Number.isFinite(bias));
  });
});

describe("the split of labelled pictures", () => {
  it("halves each label, loses none, and is the same again", () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 200 }), (labels) => {
        const items = labels.map((person, index) => ({ person, index }));
        const [first, second] = split(items);
        const count = (of: typeof items, label: boolean) =>
          of.filter(({ person }) => person === label).length;
        for (const label of [true, false]) {
          const more = count(first, label) - count(second, label);
          assert.ok(more === 0 || more === 1);
        }
        assert.equal(new Set([...first, ...second]).size, items.length);
        assert.deepEqual(split(items), [first, second]);
      }),
    );
  });
});
