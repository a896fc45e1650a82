import assert from "node:assert/strict";
import { localCloud } from "../../../tools/run/cloud.js";
import {
  ALWAYS_ASK,
  ALWAYS_BY_PIN,
  type CutReport,
  cutColdEverywhere,
  cutEverywhere,
  ENDS,
  soundness,
} from "../../../tools/run/cut-points.js";
import type { SessionOptions } from "../../../tools/run/session.js";
import { OnePlace, TwoPlaces } from "../../../tools/run/two-places.js";
import { openSession } from "../../helpers/run-session.js";
import { numbers } from "../../native/picture.js";

const CHANCE_WAKES = 400;
const CUT_SHARE = 0.3;
/** Of a wake that asks, and some beyond. */
const CUT_REQUEST_MAX = 80;

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

  it("leaves a board that goes on, where the motion sensor woke it", async () => {
    const { points, faults, usual } = await cut({ ...ALWAYS_BY_PIN, source: new TwoPlaces() });
    console.log(`      ${points} cut points in a wake by the pin`);
    assert.equal(usual.cause, "pin");
    assert.ok((usual.report?.inferences ?? 0) > 0);
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

  it("leaves a board that goes on, where power had just come", async () => {
    const session = await openSession({ source: new OnePlace() });
    const { points, faults, usual } = await cutColdEverywhere(session);
    await session.close();
    console.log(`      ${points} cut points in a cold wake`);
    assert.equal(usual.cause, "power-on");
    assert.equal(points, ENDS.length * usual.requests);
    assert.deepEqual(faults, []);
  });

  const SEED = Number(process.env.CUT_SEED ?? 1);
  it(`leaves a board that goes on through chance (CUT_SEED=${SEED} replays)`, async () => {
    const random = numbers(SEED);
    const options = { source: new TwoPlaces(), cloud: await localCloud(1), settings: ALWAYS_ASK };
    const session = await openSession(options);
    const faults: string[] = [];
    for (let wake = 0; wake < CHANCE_WAKES; wake++) {
      const how = ENDS[Math.floor(random() * ENDS.length)] ?? "panic";
      const isCut = random() < CUT_SHARE;
      const atRequest = Math.floor(random() * CUT_REQUEST_MAX);
      if (isCut) session.interruptNext({ atRequest, how });
      const row = await session.runWake();
      const ended = isCut ? [how, "slept"] : ["slept"];
      if (!ended.includes(row.how)) faults.push(`wake ${wake} ended as ${row.how}: ${row.said}`);
      if (row.how !== "slept" || row.report === undefined) continue;
      const wrong = soundness(row.report).filter(([holds]) => !holds);
      faults.push(...wrong.map(([, fault]) => `wake ${wake}: ${fault}`));
    }
    await session.close();
    assert.deepEqual(faults, []);
  });
});
