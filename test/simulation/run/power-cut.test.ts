import assert from "node:assert/strict";
import { openSession, runWakes } from "../../helpers/run-session.js";

/** More programs and erases than any wake does; a bound for the loop below. */
const OPERATIONS_MAX = 50;
const SEEDS = [1, 2, 3];

/** Cuts power at one flash operation of the first wake; says whether there was such an operation. */
async function cutAt(operation: number, seed: number): Promise<boolean> {
  const session = await openSession({
    onProvisioned: ({ chip }) => chip.armPowerCut({ operation, seed }),
  });
  try {
    const [first, second, third] = await runWakes(session, 3);
    if (first?.how === "slept") return false;
    const where = `operation ${operation}, seed ${seed}`;
    assert.equal(first?.how, "power-lost", where);
    assert.equal(second?.how, "slept", `${where}: ${second?.said}`);
    assert.equal(second?.cause, "power-on", where);
    assert.equal(second?.report?.coldStart, true, where);
    assert.deepEqual(second?.report?.failures, [], where);
    assert.ok([1, 2].includes(second?.report?.coldStarts ?? 0), `${where}: counted wrong`);
    assert.equal(third?.report?.coldStart, false, where);
    return true;
  } finally {
    await session.close();
  }
}

describe("a loss of power at any flash operation of a first wake", () => {
  it("ends the wake, and the next boots cold with its settings, model and count", async () => {
    let cuts = 0;
    for (const seed of SEEDS) {
      for (let operation = 0; operation < OPERATIONS_MAX; operation++) {
        if (!(await cutAt(operation, seed))) break;
        cuts += 1;
      }
    }
    console.log(`      ${cuts} cut points`);
    assert.ok(cuts >= SEEDS.length, "nothing was cut");
  });
});
