import assert from "node:assert/strict";
import { localCloud } from "../../../tools/run/cloud.js";
import { ALWAYS_ASK, type CutReport, cutEverywhere, ENDS } from "../../../tools/run/cut-points.js";
import type { SessionOptions } from "../../../tools/run/session.js";
import { OnePlace, TwoPlaces } from "../../../tools/run/two-places.js";
import { openSession } from "../../helpers/run-session.js";

async function cut(options: Partial<SessionOptions>): Promise<CutReport> {
  const session = await openSession(options);
  try {
    return await cutEverywhere(session);
  } finally {
    await session.close();
  }
}

describe("a wake that is cut at each of its operations", function () {
  this.timeout(300_000);

  it("leaves a board that goes on, where nothing moved", async () => {
    const { points, faults, usual } = await cut({ source: new OnePlace() });
    console.log(`      ${points} cut points in a quiet wake`);
    assert.equal(usual.report?.motion?.reason, "still");
    assert.equal(points, ENDS.length * usual.requests);
    assert.deepEqual(faults, []);
  });

  it("leaves a board that goes on, where the cloud was asked", async () => {
    const options = { source: new TwoPlaces(), cloud: await localCloud(1), settings: ALWAYS_ASK };
    const { points, faults, usual } = await cut(options);
    console.log(`      ${points} cut points in a wake that asks`);
    assert.equal(usual.report?.escalation.outcome, "sent-answered");
    assert.equal(points, ENDS.length * usual.requests);
    assert.deepEqual(faults, []);
  });
});
