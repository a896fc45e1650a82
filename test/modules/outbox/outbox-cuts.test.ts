import assert from "node:assert/strict";
import { cutEverywhere } from "../../../tools/outbox/outbox-cuts.js";
import { endure } from "../../../tools/outbox/outbox-endurance.js";
import { KindLedger } from "../../../tools/outbox/outbox-ledger.js";

const NONE = { delivered: 0, refused: 0, expired: 0, evicted: 0, spoilt: 0 } as const;
/** A million by `OUTBOX_OPERATIONS=1000000`, which takes a minute or two. */
const OPERATIONS = Number(process.env.OUTBOX_OPERATIONS ?? 40_000);
const SEED = Number(process.env.OUTBOX_SEED ?? 1);

describe("the outbox under cuts", () => {
  it("loses and invents nothing, at whichever flash operation power goes", () => {
    const points = cutEverywhere(2);
    console.log(`      ${points} cut points`);
    assert.ok(points > 600, `${points} cut points`);
  }).timeout(120_000);

  it(`agrees with its ledger over ${OPERATIONS} steps, with outages and cuts`, () => {
    const { cuts, accepted } = endure(SEED, OPERATIONS);
    console.log(`      OUTBOX_SEED=${SEED}: ${cuts} cuts, ${accepted.event} events`);
    assert.ok(cuts > OPERATIONS / 200, `${cuts} cuts`);
    assert.ok(accepted.frame > OPERATIONS / 100, `${accepted.frame} frames`);
  }).timeout(600_000);
});

describe("the outbox's ledger", () => {
  const entry = (number: number) => ({ number, sum: 100 + number });
  const ledger = (): KindLedger => {
    const made = new KindLedger("event");
    for (const number of [1, 2, 3]) made.accept(entry(number));
    return made;
  };

  it("notices an entry that is lost", () => {
    const entries = [entry(1), entry(3)];
    assert.throws(() => ledger().meet({ entries, counts: NONE }, undefined), /where 2 waits/);
  });

  it("notices an entry that nobody accepted, and allows what was underway", () => {
    const entries = [1, 2, 3, 4].map(entry);
    assert.throws(() => ledger().meet({ entries, counts: NONE }, 7), /nobody accepted/);
    ledger().meet({ entries, counts: NONE }, 104);
  });

  it("notices that an entry came back although it was settled for good", () => {
    const one = ledger();
    one.settle("delivered");
    one.meet({ entries: [1, 2, 3].map(entry), counts: NONE }, undefined);
    one.settle("delivered");
    one.commit();
    const shown = { entries: [1, 2, 3].map(entry), counts: NONE };
    assert.throws(() => one.meet(shown, undefined), /1 settled, 0 remembered/);
  });

  it("notices a count that is not what was done", () => {
    const one = ledger();
    one.settle("refused");
    const counts = { ...NONE, delivered: 1 };
    assert.throws(() => one.meet({ entries: [2, 3].map(entry), counts }, undefined), /delivered/);
    assert.throws(() => ledger().follow(2, NONE), /2 wait, not 3/);
  });
});
