import assert from "node:assert/strict";
import { localCloud } from "../../../tools/run/cloud.js";
import { ALWAYS_ASK } from "../../../tools/run/cut-points.js";
import type { Supply } from "../../../tools/run/supply.js";
import { TwoPlaces } from "../../../tools/run/two-places.js";
import type { WakeRow } from "../../../tools/run/wake-row.js";
import { openSession, runWakes } from "../../helpers/run-session.js";

const WAKES = 24;

/** Cells that give so much at rest and lose two millivolts for each milliampere. */
function tired(millivolts: number): Supply {
  return { millivoltsAt: (loadMa) => millivolts - 2 * loadMa, brownOutMv: 3_300 };
}

async function runOn(supply: Supply): Promise<WakeRow[]> {
  const source = new TwoPlaces();
  const cloud = await localCloud(1);
  const session = await openSession({ source, cloud, settings: ALWAYS_ASK, supply });
  try {
    return await runWakes(session, WAKES);
  } finally {
    await session.close();
  }
}

describe("cells that sag under a load", () => {
  it("cut a wake short where the radio goes on, and the next one sleeps before it tries again", async () => {
    const rows = await runOn(tired(3_700));
    const ends = rows.map(({ how }) => how);
    assert.equal(ends[0], "brown-out", rows[0]?.said);
    for (const [at, row] of rows.entries()) {
      if (row.how !== "brown-out") continue;
      const next = rows[at + 1];
      if (next === undefined) break;
      assert.deepEqual([next.how, next.cause], ["slept", "reset"], `after wake ${at}`);
      assert.equal(next.report?.escalation.code, "budget-brown-out");
    }
    assert.ok(ends.filter((how) => how === "slept").length >= WAKES / 2, ends.join(" "));
  });

  it("do no harm where they bear the radio", async () => {
    const rows = await runOn(tired(4_200));
    assert.ok(rows.every(({ how }) => how === "slept"));
    assert.ok(rows.some(({ report }) => report?.escalation.outcome === "sent-answered"));
  });
});
