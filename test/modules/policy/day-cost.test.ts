import assert from "node:assert/strict";
import fc from "fast-check";
import { type Cost, NO_COST } from "../../../modules/policy/day-cost.js";
import {
  budgetRefusal,
  DAY_MS,
  initialEscalationState,
  settleCost,
  spend,
} from "../../../modules/policy/escalation-budget.js";
import { DEFAULT_SETTINGS } from "../../../modules/settings/settings.js";
import { momentAt } from "../../helpers/moment.js";

const START_MS = 1_800_000_000_000;
const limits = {
  ...DEFAULT_SETTINGS.escalation,
  intervalMs: 0,
  perHourMax: 3_600,
  perDayMax: 60_000,
  bytesPerDayMax: 100_000,
  joulesPerDayMax: 10,
  dollarsPerDayMax: 0.5,
};
const at = (afterMs: number) => momentAt(START_MS + afterMs);
const costing = (cost: Partial<Cost>): Cost => ({ ...NO_COST, ...cost });

describe("the day's costs", () => {
  const cases: [keyof Cost, number, string][] = [
    ["bytes", 100_000, "budget-bytes"],
    ["millijoules", 10_000, "budget-joules"],
    ["microDollars", 500_000, "budget-money"],
  ];
  for (const [amount, most, code] of cases) {
    it(`refuse with ${code} what is dearer than the whole day`, () => {
      const state = initialEscalationState();
      assert.equal(budgetRefusal(state, limits, at(0), costing({ [amount]: most + 1 })), code);
      assert.equal(budgetRefusal(state, limits, at(0), costing({ [amount]: most })), undefined);
    });

    it(`refuse with ${code} what is left no more, until the day has slid away`, () => {
      const state = initialEscalationState();
      const half = costing({ [amount]: most / 2 });
      spend(state, at(0), half);
      spend(state, at(1), half);
      assert.equal(budgetRefusal(state, limits, at(2), costing({ [amount]: 1 })), code);
      assert.equal(budgetRefusal(state, limits, at(DAY_MS - 1), costing({ [amount]: 1 })), code);
      // Half a day into the next one, half of the day before still counts.
      const later = at(1.5 * DAY_MS);
      assert.equal(budgetRefusal(state, limits, later, costing({ [amount]: most / 2 + 1 })), code);
      assert.equal(budgetRefusal(state, limits, later, half), undefined);
      const nextButOne = costing({ [amount]: most });
      assert.equal(budgetRefusal(state, limits, at(3 * DAY_MS), nextButOne), undefined);
    });
  }

  it("forget a day that lies two days back, though nothing was asked since", () => {
    const state = initialEscalationState();
    spend(state, at(0), costing({ bytes: 100_000 }));
    const all = costing({ bytes: 100_000 });
    assert.equal(budgetRefusal(state, limits, at(2.5 * DAY_MS), all), undefined);
  });

  it("know no limit of money while nobody knows the prices", () => {
    const state = initialEscalationState();
    const none = { ...limits, dollarsPerDayMax: 0 };
    assert.equal(budgetRefusal(state, none, at(0), costing({ bytes: 1 })), undefined);
    assert.equal(budgetRefusal(state, none, at(0), costing({ microDollars: 1 })), "budget-money");
  });

  it("ask for no money any more once the prices are taken back", () => {
    const state = initialEscalationState();
    spend(state, at(0), costing({ microDollars: 900_000 }));
    assert.equal(budgetRefusal(state, limits, at(1), costing({ bytes: 1 })), undefined);
  });

  it("give back what was reserved and not spent, and no more", () => {
    const state = initialEscalationState();
    const reserved = costing({ bytes: 90_000 });
    spend(state, at(0), reserved);
    settleCost(state, reserved, costing({ bytes: 20_000 }));
    assert.equal(budgetRefusal(state, limits, at(1), costing({ bytes: 80_000 })), undefined);
    assert.equal(budgetRefusal(state, limits, at(1), costing({ bytes: 80_001 })), "budget-bytes");
  });

  it("count what was dearer than it was reckoned", () => {
    const state = initialEscalationState();
    const reserved = costing({ microDollars: 100 });
    spend(state, at(0), reserved);
    settleCost(state, reserved, costing({ microDollars: 500_000 }));
    assert.equal(budgetRefusal(state, limits, at(1), reserved), "budget-money");
  });

  it("owe nothing to a question that was settled after its day had slid away", () => {
    const state = initialEscalationState();
    const reserved = costing({ bytes: 90_000 });
    spend(state, at(0), reserved);
    assert.equal(budgetRefusal(state, limits, at(3 * DAY_MS), NO_COST), undefined);
    settleCost(state, reserved, NO_COST);
    assert.equal(budgetRefusal(state, limits, at(3 * DAY_MS), reserved), undefined);
  });

  it("stay at the top of their words, and do not begin again at zero", () => {
    const state = initialEscalationState();
    spend(state, at(0), costing({ bytes: 0x8000_0000 }));
    spend(state, at(1), costing({ bytes: 0x8000_0000 }));
    assert.equal(budgetRefusal(state, limits, at(2), costing({ bytes: 1 })), "budget-bytes");
  });

  it("give nothing back to a clock that is set back", () => {
    const state = initialEscalationState();
    spend(state, at(0), costing({ bytes: 100_000 }));
    assert.equal(
      budgetRefusal(state, limits, at(-9 * DAY_MS), costing({ bytes: 1 })),
      "budget-bytes",
    );
  });

  it("never spend more than the limit in a day of any questions, sent whenever they may", () => {
    const cost = fc.record({
      bytes: fc.integer({ min: 0, max: 40_000 }),
      millijoules: fc.integer({ min: 0, max: 4_000 }),
      microDollars: fc.integer({ min: 0, max: 90_000 }),
    });
    const step = fc.record({ cost, waitMs: fc.integer({ min: 0, max: DAY_MS / 20 }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const state = initialEscalationState();
        const sent: [number, Cost][] = [];
        let nowMs = 0;
        for (const { cost: given, waitMs } of steps) {
          nowMs += waitMs;
          if (budgetRefusal(state, limits, at(nowMs), given) !== undefined) continue;
          spend(state, at(nowMs), given);
          sent.push([nowMs, given]);
        }
        // By windows that follow each other the bound is exact; of any other 24 hours it is double.
        for (const [fromMs] of sent) {
          const within = sent.filter(([ms]) => ms >= fromMs && ms < fromMs + DAY_MS);
          const bytes = within.reduce((sum, [, each]) => sum + each.bytes, 0);
          assert.ok(bytes <= 2 * limits.bytesPerDayMax, String(bytes));
        }
      }),
    );
  });
});
