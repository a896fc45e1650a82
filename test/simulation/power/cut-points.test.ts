import assert from "node:assert/strict";
import sharp from "sharp";
import { seededRandom } from "../../../hosts/simulator/board/random.js";
import type { Interruption } from "../../../hosts/simulator/board/wake-record.js";
import { localCloud } from "../../../tools/run/cloud.js";
import type { Session, SessionOptions } from "../../../tools/run/session.js";
import type { WakeRow } from "../../../tools/run/wake-row.js";
import { FixedPictures, GrayPictures, openSession, runWakes } from "../../helpers/run-session.js";

type End = Interruption["how"];
const ENDS: readonly End[] = ["power-lost", "brown-out", "panic", "watchdog"];
const TRIES_MAX = 10;
const SLEEP_MS_MAX = 86_400_000;

/** Two pictures that no motion gate takes for one place, in turn. */
async function twoPlaces(): Promise<Buffer[]> {
  const drawn = (seed: number) => {
    const random = seededRandom(seed);
    const cells = Buffer.from(Array.from({ length: 16 * 16 * 3 }, () => 60 + 150 * random()));
    return sharp(cells, { raw: { width: 16, height: 16, channels: 3 } })
      .resize(640, 480, { kernel: "nearest", fit: "fill" })
      .jpeg({ quality: 60 })
      .toBuffer();
  };
  const [one, other] = await Promise.all([drawn(1), drawn(2)]);
  return Array.from({ length: 2_000 }, (_, at) => (at % 2 === 0 ? one : other));
}

/** The wake that was cut and the one after it, held to what must be true of both. */
async function cutAt(session: Session, atRequest: number, how: End): Promise<void> {
  let [before] = await runWakes(session, 1);
  let cut: WakeRow | undefined;
  // A cloud in a mood makes a wake or two shorter, which then sleep before their cut.
  for (let tries = 0; tries < TRIES_MAX && cut?.how !== how; tries++) {
    before = cut ?? before;
    assert.equal(before?.how, "slept", "a wake before the cut");
    session.interruptNext({ atRequest, how });
    cut = await session.runWake();
  }
  assert.equal(cut?.how, how, `request ${atRequest}`);
  const next = await session.runWake();
  const where = `${how} at request ${atRequest}`;
  assert.equal(next.how, "slept", where);
  assert.equal(next.cause, how === "power-lost" ? "power-on" : "reset", where);
  const { report } = next;
  assert.ok(report && report.sleepMs > 0 && report.sleepMs <= SLEEP_MS_MAX, where);
  assert.deepEqual(
    report.failures.filter(({ stage }) => stage === "cycle"),
    [],
    where,
  );
  const isCold = how === "power-lost" || how === "brown-out";
  assert.equal(report.coldStart, isCold, where);
  const wakesBefore = before?.report?.wake ?? 0;
  const known = isCold ? [1] : [wakesBefore + 1, wakesBefore + 2];
  assert.ok(known.includes(report.wake), `${where}: wake ${report.wake} after ${wakesBefore}`);
}

/** Cuts at every request of a wake, for each end; how many there were. */
async function cutEverywhere(
  options: Partial<SessionOptions>,
  ends: readonly End[],
  outcome: string,
): Promise<number> {
  const session = await openSession(options);
  try {
    const [, , usual] = await runWakes(session, 3);
    assert.equal(usual?.report?.escalation.outcome, outcome);
    let points = 0;
    for (const how of ends) {
      for (let at = 0; at < (usual?.requests ?? 0); at++) {
        await cutAt(session, at, how);
        points += 1;
      }
    }
    return points;
  } finally {
    await session.close();
  }
}

describe("a wake that is cut at each of its operations", function () {
  this.timeout(300_000);

  it("leaves a board that goes on, where nothing moved", async () => {
    const points = await cutEverywhere({ source: new GrayPictures() }, ENDS, "not-needed");
    console.log(`      ${points} cut points in a quiet wake`);
    assert.ok(points >= 4 * 15, `${points}`);
  });

  it("leaves a board that goes on, where the cloud was asked", async () => {
    const settings = {
      policy: { confidenceThreshold: 0.999, looksAgainMax: 0 },
      escalation: { intervalMs: 0, perHourMax: 3_600, perDayMax: 65_535 },
    };
    const options = {
      source: new FixedPictures(await twoPlaces()),
      cloud: await localCloud(1),
      settings,
    };
    const points = await cutEverywhere(options, ENDS, "sent-answered");
    console.log(`      ${points} cut points in a wake that asks`);
    assert.ok(points >= 4 * 60, `${points}`);
  });
});
