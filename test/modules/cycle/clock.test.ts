import assert from "node:assert/strict";
import { runWake } from "../../../modules/cycle/wake.js";
import type { WakeReport } from "../../../modules/report/wake-report.js";
import { Asleep, FakeHost, WEBHOOK_HOST } from "../../helpers/fake-host.js";
import { chatReply, type ServerScript } from "../../helpers/fake-https.js";
import { settled } from "../../helpers/fake-time.js";
import { wakeOnce } from "../../helpers/fake-wake.js";

const NOON_MS = Date.UTC(2026, 5, 1, 12);
const DAY_MS = 86_400_000;
const DOWN: ServerScript = { refuses: "network-unreachable" };
const ANSWER = { person: true, confidence: 0.93, count: 1, summary: "Somebody at a door." };
const UNSURE = { score: 2 };
const PERSON = { score: 40 };
const SETTINGS = {
  policy: { looksAgainMax: 0 },
  escalation: { intervalMs: 0, auditShare: 0, perDayMax: 8, breakerFailures: 100 },
  cloud: { attemptsMax: 1 },
  outbox: { frameIntervalMs: 0 },
  webhook: { enabled: true, host: WEBHOOK_HOST, path: "/events", everyDecision: true },
};

/** As a chip is: its clock is not set when power comes, and the first connection sets it. */
class Chip {
  readonly host = new FakeHost();
  /** What clocks elsewhere show when power comes. */
  powerMs = NOON_MS;
  #sinceMs = 0;
  #isFresh = true;

  constructor(settings: Record<string, object> = {}) {
    const { host } = this;
    const own = JSON.stringify({ ...SETTINGS, ...settings });
    host.keyValue.put("settings", "settings", "string", own);
    host.keyValue.put("settings", "cloud-key", "string", "sk-secret");
    host.keyValue.put("settings", "webhook-secret", "string", "sixteen-letters!");
    host.server = { body: chatReply(ANSWER) };
    host.time.losePower();
    host.timeServer = () => this.powerMs + this.#sinceMs + host.time.monotonicMs();
  }

  /** One wake, in which something has moved. */
  async wake(picture: FakeHost["pictures"][0]): Promise<WakeReport> {
    const { host } = this;
    if (!this.#isFresh) {
      this.#sinceMs += host.time.monotonicMs() + (host.sleeps.at(-1) ?? 0);
      host.reboot();
    }
    this.#isFresh = false;
    const cells = new Uint8Array(256).fill(100);
    for (let row = 4; row < 8; row++)
      cells.fill(host.sleeps.length % 2 === 0 ? 30 : 170, 16 * row + 4, 16 * row + 8);
    host.pictures = [{ ...picture, signature: cells }];
    return wakeOnce(host);
  }

  cutPower(afterMs = 0): void {
    this.powerMs += this.#sinceMs + afterMs;
    this.#sinceMs = 0;
    this.#isFresh = true;
    this.host.cyclePower();
    this.host.time.losePower();
  }

  get events(): { atMs: number }[] {
    return this.host.https.exchanges
      .filter(({ client, sent }) => client.host === WEBHOOK_HOST && sent.length > 0)
      .map(({ sent }) => JSON.parse(Buffer.from(sent).toString()));
  }
}

/** How many of so many uncertain wakes asked. */
async function askedOf(chip: Chip, wakes: number): Promise<number> {
  let asked = 0;
  for (let wake = 0; wake < wakes; wake++) {
    const { escalation } = await chip.wake(UNSURE);
    if (escalation.outcome === "sent-answered") asked += 1;
  }
  return asked;
}

describe("a clock that is set within a wake", () => {
  it("dates this wake, and what it tells", async () => {
    const chip = new Chip();
    const { atMs, outbox } = await chip.wake(UNSURE);
    assert.ok(Math.abs(atMs - NOON_MS) < 60_000, String(atMs));
    assert.deepEqual([outbox?.events.delivered, outbox?.events.expired], [1, 0]);
  });

  it("makes nothing old that was kept before", async () => {
    const chip = new Chip();
    chip.host.server = DOWN;
    chip.host.webhook = DOWN;
    for (let wake = 0; wake < 3; wake++) await chip.wake(UNSURE);
    chip.host.server = { body: chatReply(ANSWER) };
    chip.host.webhook = { status: 204 };
    const { outbox, late } = await chip.wake(UNSURE);
    assert.deepEqual([outbox?.events.expired, outbox?.frames.expired], [0, 0]);
    assert.equal(late?.length, 3);
    assert.ok((outbox?.events.delivered ?? 0) >= 4);
  });

  it("keeps an event that its receiver would not take at first", async () => {
    const chip = new Chip({ cloud: { enabled: false } });
    chip.host.webhook = { status: 503 };
    await chip.wake(PERSON);
    chip.host.webhook = { status: 204 };
    for (let wake = 0; wake < 12 && chip.events.length < 2; wake++) await chip.wake(PERSON);
    const { outbox } = chip.host.reports.at(-1) as WakeReport;
    assert.deepEqual([outbox?.events.waiting, outbox?.events.expired], [0, 0]);
  });

  it("gives up what is old since power came, though it has no date", async () => {
    const chip = new Chip({ outbox: { frameIntervalMs: 0, ageMsMax: 60_000 } });
    chip.host.server = DOWN;
    chip.host.webhook = DOWN;
    for (let wake = 0; wake < 10; wake++) await chip.wake(UNSURE);
    chip.host.server = { body: chatReply(ANSWER) };
    chip.host.webhook = { status: 204 };
    const { outbox } = await chip.wake(UNSURE);
    assert.ok((outbox?.events.expired ?? 0) > 0);
  });

  it("gives no day's questions back, whoever has it set after a loss of power", async () => {
    const chip = new Chip();
    let asked = await askedOf(chip, 12);
    for (let cut = 0; cut < 4; cut++) {
      chip.cutPower();
      await chip.wake(PERSON);
      asked += await askedOf(chip, 6);
    }
    assert.equal(asked, 8);
  });

  it("is asked for where a day that power took is full, and may be over", async () => {
    const chip = new Chip({ webhook: {} });
    assert.equal(await askedOf(chip, 12), 8);
    chip.cutPower();
    assert.deepEqual([await askedOf(chip, 3), chip.host.clockRequests], [0, 1]);
    chip.cutPower(2 * DAY_MS);
    assert.deepEqual([await askedOf(chip, 3), chip.host.clockRequests], [3, 2]);
  });

  it("is asked for once an hour at most where no time server answers", async () => {
    const chip = new Chip({ webhook: {} });
    await askedOf(chip, 12);
    chip.cutPower();
    chip.host.server = DOWN;
    await askedOf(chip, 20);
    assert.equal(chip.host.clockRequests, 1);
  });

  it("gives nothing back where the wake that had it set dies before it can say so", async () => {
    const chip = new Chip({ webhook: {} });
    const { host } = chip;
    host.server = DOWN;
    assert.equal(await askedOf(chip, 7), 0);
    host.server = { body: chatReply(ANSWER) };
    const written: Uint8Array[] = [];
    const { set } = host.retained;
    host.retained.set = (bytes: ArrayLike<number>) => {
      written.push(Uint8Array.from(bytes));
      set.call(host.retained, bytes);
    };
    assert.equal(await askedOf(chip, 1), 1);
    // What was saved before the question, which it did not outlive.
    set.call(host.retained, written[0] as Uint8Array);
    host.retained.set = set;
    assert.equal(await askedOf(chip, 3), 0);
  });

  it("gives nothing back where the wake that had it set is overdue", async () => {
    const chip = new Chip({ webhook: {} });
    const { host } = chip;
    assert.equal(await askedOf(chip, 12), 8);
    chip.cutPower();
    host.network.setClock = () => host.time.setWall(chip.powerMs);
    host.pictures = [UNSURE];
    await assert.rejects(settled(runWake(host), host.time), Asleep);
    assert.equal(host.reports.at(-1)?.failures.at(-1)?.code, "wake-overdue");
    host.scriptedCamera.buffersOpen = 0;
    host.reboot();
    assert.equal((await wakeOnce(host)).coldStart, false);
    assert.equal(await askedOf(chip, 3), 0);
  });

  it("waits for no clock that the chip has lost with a reset", async () => {
    const chip = new Chip({ webhook: {}, escalation: { ...SETTINGS.escalation, perDayMax: 60 } });
    assert.equal(await askedOf(chip, 2), 2);
    chip.host.time.losePower();
    assert.equal(await askedOf(chip, 2), 2);
  });

  it("moves nothing that is counted where it is corrected", async () => {
    const escalation = { ...SETTINGS.escalation, perDayMax: 60, perHourMax: 60 };
    const chip = new Chip({ webhook: {}, escalation });
    const { host } = chip;
    host.network.configure = () => host.time.setWall(host.time.wallMs() - 3_600_000);
    for (let wake = 0; wake < 40; wake++) {
      const { escalation } = await chip.wake(UNSURE);
      assert.equal(escalation.outcome, "sent-answered", `${wake}: ${escalation.code}`);
    }
  });

  it("buys nothing by being set forward", async () => {
    const chip = new Chip({ webhook: {} });
    const { host } = chip;
    host.network.configure = () => host.time.setWall(host.time.wallMs() + 2 * DAY_MS);
    assert.equal(await askedOf(chip, 20), 8);
  });
});
