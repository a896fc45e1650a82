import assert from "node:assert/strict";
import { seededRandom } from "../../../hosts/simulator/board/random.js";
import { buildHost, firmwareOf } from "../../../tools/build-host.js";
import { localCloud } from "../../../tools/run/cloud.js";
import { ALWAYS_ASK, ENDS } from "../../../tools/run/cut-points.js";
import { type Outage, outageFaults } from "../../../tools/run/outage.js";
import { Session } from "../../../tools/run/session.js";
import { TwoPlaces } from "../../../tools/run/two-places.js";
import type { WakeRow } from "../../../tools/run/wake-row.js";
import { localWebhook, type Webhook } from "../../../tools/run/webhook.js";

const SEED = 7;
const SETTINGS = {
  ...ALWAYS_ASK,
  outbox: { frameIntervalMs: 20_000 },
  webhook: { everyDecision: true },
};

async function sessionWith(webhook: Webhook, outage: Outage): Promise<Session> {
  return new Session({
    firmware: firmwareOf(await buildHost(() => {})),
    seed: SEED,
    pace: "max",
    source: new TwoPlaces(),
    cloud: await localCloud(SEED),
    webhook,
    settings: SETTINGS,
    networkFaults: (nowMs) => outageFaults(outage, nowMs),
  });
}

const isDecided = ({ how, report }: WakeRow): boolean =>
  how === "slept" && report !== undefined && report.looks.length > 0;
const timesOf = (webhook: Webhook, kind: string): number[] =>
  webhook.events.filter((event) => event.kind === kind).map(({ atMs }) => atMs as number);

describe("a run with an outage", () => {
  it("keeps what cannot be sent, and sends it when the network is back, once and in order", async () => {
    const webhook = await localWebhook();
    const session = await sessionWith(webhook, { fromMs: 60_000, toMs: 240_000 });
    const rows: WakeRow[] = [];
    try {
      while (rows.length < 32) rows.push(await session.runWake());
    } finally {
      await session.close();
    }
    const decided = rows.filter(isDecided).map(({ report }) => report?.atMs ?? 0);
    assert.deepEqual(timesOf(webhook, "decision"), decided);
    const waitingMost = Math.max(...rows.map(({ report }) => report?.outbox?.frames.waiting ?? 0));
    assert.ok(waitingMost >= 3, `${waitingMost} frames waited`);
    const { events, frames } = rows.findLast(({ report }) => report?.outbox)?.report?.outbox ?? {};
    assert.deepEqual([events?.waiting, frames?.waiting], [0, 0]);
    const ended = (frames?.delivered ?? 0) + (frames?.refused ?? 0) + (frames?.evicted ?? 0);
    assert.ok(ended >= waitingMost, `${ended} of them ended`);
    assert.equal(timesOf(webhook, "late-verdict").length, frames?.delivered);
    assert.deepEqual([webhook.totals().repeated, webhook.totals().refused], [0, 0]);
  }).timeout(60_000);

  it("loses no event that a report has told of, wherever wakes are cut", async () => {
    const webhook = await localWebhook();
    const session = await sessionWith(webhook, { fromMs: 40_000, toMs: 120_000 });
    const noise = seededRandom(SEED);
    const rows: WakeRow[] = [];
    try {
      while (rows.length < 60) {
        if (noise() < 0.4 && rows.length < 50) {
          const how = ENDS[Math.floor(noise() * ENDS.length)] as (typeof ENDS)[number];
          session.interruptNext({ atRequest: Math.floor(noise() * 160), how });
        }
        rows.push(await session.runWake());
      }
    } finally {
      await session.close();
    }
    assert.ok(rows.filter(({ how }) => how !== "slept").length > 8, "cuts");
    const told = new Set(timesOf(webhook, "decision"));
    const lost = rows.filter((row) => isDecided(row) && !told.has(row.report?.atMs ?? 0));
    assert.deepEqual(lost, []);
    assert.equal(webhook.totals().refused, 0);
    assert.equal(rows.at(-1)?.report?.outbox?.events.waiting, 0);
  }).timeout(60_000);
});
