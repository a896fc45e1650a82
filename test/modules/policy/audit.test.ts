import assert from "node:assert/strict";
import fc from "fast-check";
import {
  AUDIT_WINDOW,
  type AuditedAs,
  agreementOf,
  isAudited,
  noteAnswer,
} from "../../../modules/policy/audit.js";
import { LEDGER_AT, LEDGER_WORDS } from "../../../modules/policy/day-cost.js";

const draws = (seed: number, share: number, count: number) => {
  const ledger = new Uint32Array(LEDGER_WORDS);
  return Array.from({ length: count }, () => isAudited(ledger, share, () => seed));
};

describe("the draw for an audit", () => {
  it("takes none for a share of 0, and takes no seed for it either", () => {
    const ledger = new Uint32Array(LEDGER_WORDS);
    const noChance = () => assert.fail("nobody may be asked for chance");
    assert.equal(isAudited(ledger, 0, noChance), false);
    assert.deepEqual(ledger, new Uint32Array(LEDGER_WORDS));
  });

  it("takes all for a share of 1", () => {
    assert.ok(draws(0.3, 1, 1_000).every((each) => each));
  });

  it("takes its share, whatever the seed, the smallest and the largest too", () => {
    for (const seed of [0, 0.1, 0.5, 1 - 2 ** -53]) {
      const taken = draws(seed, 0.05, 20_000).filter((each) => each).length;
      assert.ok(taken > 850 && taken < 1_150, `${seed}: ${taken}`);
    }
  });

  it("is the same again for the same seed, and another for another", () => {
    assert.deepEqual(draws(0.25, 0.5, 100), draws(0.25, 0.5, 100));
    assert.notDeepEqual(draws(0.25, 0.5, 100), draws(0.75, 0.5, 100));
  });

  it("is xorshift's, with the shifts 13, 17 and 5 that Marsaglia gives", () => {
    const ledger = new Uint32Array(LEDGER_WORDS);
    const states = [1, 2, 3].map(() => {
      isAudited(ledger, 0.5, () => 0);
      return ledger[LEDGER_AT.draw];
    });
    assert.deepEqual(states, [270_369, 67_634_689, 2_647_435_461]);
  });

  it("goes on from what it has kept: a seed is asked for once", () => {
    const ledger = new Uint32Array(LEDGER_WORDS);
    let asked = 0;
    const chance = () => {
      asked += 1;
      return 0.7;
    };
    for (let frame = 0; frame < 50; frame++) isAudited(ledger, 0.5, chance);
    assert.equal(asked, 1);
  });
});

describe("the agreement of chip and cloud", () => {
  it("is of nothing before the first answer", () => {
    const ledger = new Uint32Array(LEDGER_WORDS);
    const nothing = { asked: 0, agreed: 0, window: AUDIT_WINDOW };
    assert.deepEqual(agreementOf(ledger, "audited"), nothing);
    assert.deepEqual(agreementOf(ledger, "escalated"), nothing);
  });

  it("is that of the last answers, of audited and of escalated ones apart", () => {
    const answer = fc.record({
      as: fc.constantFrom<AuditedAs>("audited", "escalated"),
      agreed: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(answer, { maxLength: 400, size: "max" }), (answers) => {
        const ledger = new Uint32Array(LEDGER_WORDS);
        for (const { as, agreed } of answers) noteAnswer(ledger, as, agreed);
        for (const as of ["audited", "escalated"] as const) {
          const last = answers.filter((each) => each.as === as).slice(-AUDIT_WINDOW);
          assert.deepEqual(agreementOf(ledger, as), {
            asked: last.length,
            agreed: last.filter(({ agreed }) => agreed).length,
            window: AUDIT_WINDOW,
          });
        }
        assert.deepEqual(ledger.subarray(0, 12), new Uint32Array(12));
      }),
    );
  });
});
