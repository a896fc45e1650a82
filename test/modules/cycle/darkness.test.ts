import assert from "node:assert/strict";
import { FakeHost, type FakePicture } from "../../helpers/fake-host.js";
import { chatReply } from "../../helpers/fake-https.js";
import { wakeOnce } from "../../helpers/fake-wake.js";

const ANSWER = { person: true, confidence: 0.93, count: 1, summary: "Somebody at a door." };
const DARK: FakePicture = { signature: new Uint8Array(256).fill(4), score: 2 };
const LIT: FakePicture = { signature: new Uint8Array(256).fill(70), score: 40 };
const LIT_UNSURE: FakePicture = { ...LIT, score: 2 };

/** After one wake by day, at a wake by night. */
async function hostByNight(
  flash: "never" | "on-pin",
  ...pictures: FakePicture[]
): Promise<FakeHost> {
  const host = new FakeHost();
  host.keyValue.put("settings", "cloud-key", "string", "sk-secret");
  host.keyValue.put("settings", "settings", "string", JSON.stringify({ camera: { flash } }));
  host.server = { body: chatReply(ANSWER) };
  host.pictures = [{ score: -40 }];
  await wakeOnce(host);
  host.reboot("pin");
  host.pictures = pictures;
  return host;
}

describe("a wake in the dark", () => {
  it("reports too-dark and how dark, and neither infers nor asks", async () => {
    const host = await hostByNight("never", DARK);
    const inferences = host.inferences;
    const report = await wakeOnce(host);
    assert.deepEqual(report.motion, { reason: "too-dark", movedCells: 0 });
    assert.deepEqual([report.skippedByMotion, report.chip, report.inferences], [false, null, 0]);
    assert.deepEqual(report.looks, [{ width: 640, height: 480, bytes: 3_000, luma: 4 }]);
    assert.deepEqual([report.decision, report.escalation.outcome], ["noPerson", "not-needed"]);
    assert.deepEqual([host.inferences, host.https.exchanges.length], [inferences, 0]);
    assert.deepEqual(report.failures, []);
    assert.equal(host.flashLight.changes.length, 0);
  });

  it("flashes only where the pin woke", async () => {
    const host = await hostByNight("on-pin", DARK, LIT);
    for (const cause of ["timer", "reset"] as const) {
      host.cause = cause;
      assert.equal((await wakeOnce(host)).motion?.reason, "too-dark");
      host.reboot();
    }
    assert.equal(host.flashLight.changes.length, 0);
  });

  it("reports too-dark on a board without a flash", async () => {
    const host = await hostByNight("on-pin", DARK, LIT);
    host.lights = {};
    const report = await wakeOnce(host);
    assert.deepEqual([report.motion?.reason, report.looks.length], ["too-dark", 1]);
  });

  it("says so where the flash fails, with the light and the camera closed", async () => {
    const host = await hostByNight("on-pin", DARK, LIT);
    host.flashLight.broken = true;
    const report = await wakeOnce(host);
    assert.equal(report.motion?.reason, "too-dark");
    assert.deepEqual(report.failures, [{ stage: "look", code: "flash-failed" }]);
  });

  it("says so where the camera fails by flash, with the light dark", async () => {
    const host = await hostByNight("on-pin", DARK, { camera: {} });
    const report = await wakeOnce(host);
    assert.deepEqual(report.failures, [{ stage: "look", code: "camera-timeout" }]);
    assert.equal(host.flashLight.lit, false);
  });

  it("stays too-dark where the flash reaches nothing, after one flash", async () => {
    const host = await hostByNight("on-pin", DARK, DARK, LIT);
    const report = await wakeOnce(host);
    assert.equal(report.motion?.reason, "too-dark");
    assert.deepEqual(
      report.looks.map(({ luma, flash }) => [luma, flash]),
      [
        [4, undefined],
        [4, true],
      ],
    );
    assert.equal(host.flashLight.changes.filter(({ lit }) => lit).length, 1);
    assert.equal(report.inferences, 0);
  });
});

describe("a wake that lights the dark", () => {
  it("judges the one picture by flash", async () => {
    const host = await hostByNight("on-pin", DARK, LIT);
    const report = await wakeOnce(host);
    assert.deepEqual([report.motion?.reason, report.decision], ["flash", "person"]);
    assert.deepEqual([report.inferences, report.looks.length], [1, 2]);
    assert.equal(report.looks[1]?.flash, true);
  });

  it("shines for the length of one look, and no second time where the chip is unsure", async () => {
    const host = await hostByNight("on-pin", DARK, LIT_UNSURE, LIT);
    const report = await wakeOnce(host);
    assert.deepEqual([report.inferences, report.looks.length], [1, 2]);
    assert.equal(report.escalation.outcome, "sent-answered");
    const [lit, dark] = host.flashLight.changes;
    assert.deepEqual([lit?.lit, dark?.lit, host.flashLight.changes.length], [true, false, 2]);
    assert.ok((dark?.atMs ?? 0) - (lit?.atMs ?? 0) <= 300, "three frames, 100 ms apart");
  });

  it("leaves the motion gate's reference as it was by day", async () => {
    const host = await hostByNight("on-pin", DARK, LIT);
    await wakeOnce(host);
    host.reboot("timer");
    host.pictures = [{ score: -40 }];
    const report = await wakeOnce(host);
    // Presence is unsettled by nothing: one picture has said "person", and that holds.
    assert.deepEqual([report.motion?.reason, report.presence], ["still", "present"]);
  });
});
