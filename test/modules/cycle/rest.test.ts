import assert from "node:assert/strict";
import { runWake } from "../../../modules/cycle/wake.js";
import type { WakeCause } from "../../../modules/host/power.js";
import { PIN_RETRY_MS, RECHARGE_CHECK_MS } from "../../../modules/power/schedule.js";
import { Asleep, FakeHost } from "../../helpers/fake-host.js";
import { chatReply } from "../../helpers/fake-https.js";
import { settled } from "../../helpers/fake-time.js";
import { wakeOnce, wakeTimes } from "../../helpers/fake-wake.js";

const UNSURE = { score: 2 };

function put(host: FakeHost, settings: object): void {
  host.keyValue.put("settings", "settings", "string", JSON.stringify(settings));
}

/** A host whose power has what is given besides. */
function hostWith(parts: object): FakeHost {
  const host = new FakeHost();
  Object.assign(host.power, parts);
  return host;
}

describe("the end of a wake", () => {
  it("comes when its time is up, whatever it was doing, and the next wake goes on", async () => {
    const host = new FakeHost();
    put(host, { camera: { timeoutMs: 30_000 }, power: { wakeMsMax: 10_000 } });
    host.pictures = [{ camera: { frames: [] } }];
    await assert.rejects(settled(runWake(host), host.time), Asleep);
    const report = host.reports.at(-1);
    assert.deepEqual(report?.failures, [{ stage: "power", code: "wake-overdue" }]);
    assert.equal(report?.awakeMs, 10_000);
    host.scriptedCamera.open = 0;
    host.pictures = [{}];
    host.reboot();
    assert.equal((await wakeOnce(host)).coldStart, false);
  });

  it("does not ask a cloud for which no energy is left", async () => {
    const host = new FakeHost();
    host.keyValue.put("settings", "cloud-key", "string", "sk-secret");
    host.server = { body: chatReply({ person: true, confidence: 1, count: 1, summary: "" }) };
    put(host, { power: { wakeMillijoulesMax: 2_500 } });
    host.pictures = [UNSURE];
    assert.equal((await wakeOnce(host)).escalation.code, "budget-energy");
  });

  for (const cause of ["unknown", "reset", "pin", "timer"] as const satisfies WakeCause[]) {
    it(`comes after a wake by "${cause}", too, with a sleep that has an end`, async () => {
      const host = new FakeHost();
      host.cause = cause;
      const { sleepMs } = await wakeOnce(host);
      assert.ok(sleepMs > 0 && sleepMs <= 86_400_000);
    });
  }

  const years = 365 * 86_400_000;
  for (const [what, jumpMs] of [
    ["forward ten years", 10 * years],
    ["back ten years", -10 * years],
    ["back to 1970", Number.NEGATIVE_INFINITY],
  ] as const) {
    it(`comes as ever after the clock has jumped ${what}, and asks within its budgets`, async () => {
      const host = new FakeHost();
      host.keyValue.put("settings", "cloud-key", "string", "sk-secret");
      host.server = { body: chatReply({ person: true, confidence: 1, count: 1, summary: "" }) };
      put(host, { escalation: { perDayMax: 2, intervalMs: 0 }, motion: { skipsMax: 1 } });
      host.pictures = [UNSURE];
      await wakeTimes(host, 6);
      host.time.setWall(Math.max(0, host.time.wallMs() + jumpMs));
      for (let wake = 0; wake < 6; wake++) {
        host.reboot();
        const { sleepMs, failures } = await wakeOnce(host);
        assert.ok(sleepMs > 0 && sleepMs <= 86_400_000);
        assert.deepEqual(failures, []);
      }
      // Whoever jumps ahead by years finds a new day; nobody who jumps back does.
      assert.ok(host.https.exchanges.length <= (jumpMs > 0 ? 4 : 2));
    });
  }

  it("does not arm a pin that is still high, and comes back to it soon", async () => {
    const host = hostWith({ motionPin: { isHigh: () => true } });
    put(host, { power: { wakeOn: "pin" } });
    const report = await wakeOnce(host);
    assert.deepEqual([report.sleepMs, report.wakeOnPin], [PIN_RETRY_MS, false]);
  });

  it("arms the pin where it is low", async () => {
    const host = hostWith({ motionPin: { isHigh: () => false } });
    put(host, { power: { wakeOn: "pin" } });
    assert.equal((await wakeOnce(host)).wakeOnPin, true);
  });
});

describe("low cells", () => {
  it("are not spoken of where the board cannot read them", async () => {
    assert.equal((await wakeOnce(new FakeHost())).battery, undefined);
  });

  it("cost the cloud on the second rung", async () => {
    const host = hostWith({ battery: { millivolts: () => 3_450 } });
    host.keyValue.put("settings", "cloud-key", "string", "sk-secret");
    host.pictures = [UNSURE];
    const { battery, escalation } = await wakeOnce(host);
    assert.deepEqual(battery, { millivolts: 3_450, rung: 2 });
    assert.equal(escalation.code, "budget-battery");
  });

  it("that are empty cost every look, until they are charged", async () => {
    let millivolts = 3_300;
    const host = hostWith({ battery: { millivolts: () => millivolts } });
    const [first] = await wakeTimes(host, 1);
    assert.deepEqual([first?.looks.length, first?.sleepMs], [0, RECHARGE_CHECK_MS]);
    millivolts = 4_100;
    const [charged] = await wakeTimes(host, 1);
    assert.equal(charged?.looks.length, 1);
  });

  it("that cannot be read leave the rung as it was, and are told of", async () => {
    const host = hostWith({ battery: { millivolts: () => undefined } });
    const report = await wakeOnce(host);
    assert.deepEqual(report.failures, [{ stage: "power", code: "battery-unreadable" }]);
  });
});
