import assert from "node:assert/strict";
import { RECORD_BYTES } from "../../../modules/cycle/wake-layout.js";
import { UNSURE_MAX } from "../../../modules/policy/hysteresis.js";
import { DEFAULT_SETTINGS } from "../../../modules/settings/settings.js";
import { FakeHost } from "../../helpers/fake-host.js";
import { chatReply } from "../../helpers/fake-https.js";
import { wakeOnce, wakeTimes } from "../../helpers/fake-wake.js";

const KEY = "sk-secret";
const PERSON = { score: 40 };
const NOBODY = { score: -40 };
const UNSURE = { score: 2 };
const ANSWER = { person: true, confidence: 0.93, count: 1, summary: "Somebody at a door." };

function hostWithCloud(): FakeHost {
  const host = new FakeHost();
  host.keyValue.put("settings", "cloud-key", "string", KEY);
  host.server = { body: chatReply(ANSWER) };
  return host;
}

/** The scene of every other picture, with a thing in its middle. */
function signatureWithThing(): Uint8Array {
  const signature = new Uint8Array(256).fill(100);
  for (const row of [6, 7, 8]) signature.fill(40, row * 16 + 6, row * 16 + 9);
  return signature;
}

function put(host: FakeHost, settings: object): void {
  host.keyValue.put("settings", "settings", "string", JSON.stringify(settings));
}

describe("what a wake remembers", () => {
  it("is nothing after a cold start, which is counted in flash", async () => {
    const host = new FakeHost();
    const first = await wakeOnce(host);
    assert.deepEqual([first.coldStart, first.coldStarts, first.wake], [true, 1, 1]);
    host.retained.fill(0xa5);
    host.reboot("power-on");
    const second = await wakeOnce(host);
    assert.deepEqual([second.coldStart, second.coldStarts, second.wake], [true, 2, 1]);
    assert.deepEqual(second.failures, []);
  });

  it("says so where it was lost without a loss of power", async () => {
    const host = new FakeHost();
    await wakeOnce(host);
    host.retained.fill(0, 200, 204);
    host.retained[150] = (host.retained[150] as number) ^ 1;
    host.reboot("reset");
    const report = await wakeOnce(host);
    assert.deepEqual([report.coldStart, report.failures[0]?.code], [true, "record-corrupt"]);
  });

  it("survives sleep, and the record stays within its bytes", async () => {
    const host = new FakeHost();
    const reports = await wakeTimes(host, 3);
    assert.deepEqual(
      reports.map(({ wake, coldStart, cause }) => [wake, coldStart, cause]),
      [
        [1, true, "power-on"],
        [2, false, "timer"],
        [3, false, "timer"],
      ],
    );
    assert.ok(host.retained.subarray(RECORD_BYTES).every((byte) => byte === 0xa5));
  });
});

describe("a quiet wake", () => {
  it("looks, skips and sleeps without an inference", async () => {
    const host = new FakeHost();
    const [, second] = await wakeTimes(host, 2);
    assert.ok(second);
    assert.deepEqual(second.motion, { reason: "still", movedCells: 0 });
    assert.deepEqual([second.skippedByMotion, second.inferences, second.chip], [true, 0, null]);
    assert.deepEqual([second.looks.length, second.decision], [1, "noPerson"]);
    assert.equal(second.escalation.outcome, "not-needed");
    assert.deepEqual(second.failures, []);
  });

  it("begins wakeIntervalMs after the one before", async () => {
    const host = new FakeHost();
    const reports = await wakeTimes(host, 3);
    const [first, second, third] = reports.map(({ atMs }) => atMs);
    assert.equal((second ?? 0) - (first ?? 0), DEFAULT_SETTINGS.power.wakeIntervalMs);
    assert.equal((third ?? 0) - (second ?? 0), DEFAULT_SETTINGS.power.wakeIntervalMs);
  });

  it("sleeps sleepMsMin at least, however long the wake was", async () => {
    const host = new FakeHost();
    put(host, { power: { wakeIntervalMs: 1_000 } });
    host.pictures = [{ camera: {} }];
    assert.equal((await wakeOnce(host)).sleepMs, DEFAULT_SETTINGS.power.sleepMsMin);
  });
});

describe("a wake with something to judge", () => {
  it("lets a sure chip's answer stand after one look", async () => {
    const host = hostWithCloud();
    host.pictures = [PERSON];
    const report = await wakeOnce(host);
    assert.deepEqual(
      [report.decision, report.presence, report.inferences, report.looks.length],
      ["person", "present", 1, 1],
    );
    assert.equal(report.escalation.outcome, "not-needed");
    assert.equal(host.https.exchanges.length, 0);
    assert.equal(report.looks[0]?.probability, report.chip?.probability);
  });

  it("looks again while it is unsure, and goes by the median", async () => {
    const host = hostWithCloud();
    host.pictures = [UNSURE, PERSON, PERSON];
    const report = await wakeOnce(host);
    assert.deepEqual([report.looks.length, report.chip?.label], [2, "person"]);
    host.reboot();
    host.pictures = [{ ...UNSURE, signature: signatureWithThing() }, UNSURE, PERSON];
    const third = await wakeOnce(host);
    assert.deepEqual([third.looks.length, third.chip?.label], [3, "uncertain"]);
  });

  it("asks with the last picture it could judge where the next look fails", async () => {
    const host = hostWithCloud();
    host.pictures = [UNSURE, { camera: {} }];
    const report = await wakeOnce(host);
    assert.deepEqual([report.inferences, report.escalation.outcome], [1, "sent-answered"]);
    assert.equal(report.failures[0]?.code, "camera-timeout");
  });

  it("does not flap: presence ends after leaveDecisions judgements, which motion does not skip", async () => {
    const host = new FakeHost();
    host.pictures = [PERSON];
    await wakeOnce(host);
    host.pictures = [{ ...NOBODY, signature: signatureWithThing() }];
    host.reboot();
    const reports = await wakeTimes(host, 3);
    assert.deepEqual(
      reports.map(({ presence, motion }) => [presence, motion?.reason]),
      [
        ["present", "moved"],
        ["absent", "unsettled"],
        ["absent", "still"],
      ],
    );
  });

  it("judges no further where nobody can tell what would turn presence, and goes on later", async () => {
    const host = new FakeHost();
    host.pictures = [PERSON];
    await wakeOnce(host);
    host.pictures = [{ ...NOBODY, signature: signatureWithThing() }];
    await wakeTimes(host, 1);
    host.pictures = [{ ...UNSURE, signature: signatureWithThing() }];
    const reasons = (await wakeTimes(host, 12)).map(({ motion }) => motion?.reason);
    const judged = reasons.filter((reason) => reason === "unsettled").length;
    assert.deepEqual([judged, reasons.at(-1)], [UNSURE_MAX, "still"]);
    host.pictures = [{ ...NOBODY, signature: new Uint8Array(256).fill(100) }];
    const [later] = await wakeTimes(host, 1);
    assert.deepEqual([later?.motion?.reason, later?.presence], ["moved", "absent"]);
  });

  it("hashes the model once while power lasts", async () => {
    const host = new FakeHost();
    let hashes = 0;
    const { sha256 } = host.checksum;
    Object.defineProperty(host, "checksum", {
      value: {
        ...host.checksum,
        sha256(bytes: ArrayBuffer) {
          hashes += 1;
          return sha256(bytes);
        },
      },
    });
    put(host, { motion: { skipsMax: 1 } });
    const reports = await wakeTimes(host, 5);
    assert.equal(reports.filter(({ inferences }) => inferences > 0).length, 3);
    assert.equal(hashes, 1);
  });
});
