import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { EVENTS_MAX } from "../../../modules/cycle/deliver.js";
import type { WakeReport } from "../../../modules/report/wake-report.js";
import { FakeHost, WEBHOOK_HOST } from "../../helpers/fake-host.js";
import { chatReply, type Exchange, type ServerScript } from "../../helpers/fake-https.js";
import { wakeOnce } from "../../helpers/fake-wake.js";

const SECRET = "sixteen-letters!";
const UNSURE = [{ score: 2 }];
const PERSON = [{ score: 40 }];
const NOBODY = [{ score: -40 }];
const ANSWER = { person: true, confidence: 0.93, count: 1, summary: "Somebody at a door." };
const DOWN: ServerScript = { refuses: "network-unreachable" };
const UP: ServerScript = { body: chatReply(ANSWER) };
/** Every scene is judged, and nothing but what a test is about keeps a question from being asked. */
const SETTINGS = {
  motion: { skipsMax: 1 },
  policy: { looksAgainMax: 0 },
  escalation: { intervalMs: 0, auditShare: 0, breakerFailures: 100 },
  cloud: { attemptsMax: 1 },
  outbox: { frameIntervalMs: 0 },
};
const WEBHOOK = { enabled: true, host: WEBHOOK_HOST, path: "/events", everyDecision: true };

function hostWith(settings: Readonly<Record<string, object>> = {}): FakeHost {
  const host = new FakeHost();
  host.keyValue.put("settings", "settings", "string", JSON.stringify({ ...SETTINGS, ...settings }));
  host.keyValue.put("settings", "cloud-key", "string", "sk-secret");
  host.keyValue.put("settings", "webhook-secret", "string", SECRET);
  host.time.setWall(Date.UTC(2026, 5, 1));
  return host;
}

/** Something has moved since the wake before. */
function sceneOf(wake: number): Uint8Array {
  const cells = new Uint8Array(256).fill(100);
  for (let row = 4; row < 8; row++)
    cells.fill(wake % 2 === 0 ? 30 : 170, 16 * row + 4, 16 * row + 8);
  return cells;
}

/** One wake after another; the last one's report. */
async function wakes(host: FakeHost, ...pictures: FakeHost["pictures"][]): Promise<WakeReport> {
  let report: WakeReport | undefined;
  for (const picture of pictures) {
    if (host.sleeps.length > 0) host.reboot();
    host.pictures = picture.map((each) => ({ ...each, signature: sceneOf(host.sleeps.length) }));
    report = await wakeOnce(host);
  }
  assert.ok(report);
  return report;
}

const bodyOf = ({ sent }: Exchange): string => Buffer.from(sent).toString();
const eventsOf = (host: FakeHost) =>
  host.https.exchanges
    .filter(({ client, sent }) => client.host === WEBHOOK_HOST && sent.length > 0)
    .map((exchange) => ({ exchange, event: JSON.parse(bodyOf(exchange)) }));
const asked = (host: FakeHost): number =>
  host.https.exchanges.filter(({ client }) => client.host !== WEBHOOK_HOST).length;

describe("a frame that nobody could be asked about", () => {
  it("is not kept where the cloud is off, nor where it has no key", async () => {
    const off = hostWith({ cloud: { enabled: false } });
    assert.equal((await wakes(off, NOBODY, UNSURE)).outbox, undefined);
    const keyless = hostWith();
    keyless.keyValue.put("settings", "cloud-key", "string", " ");
    assert.equal((await wakes(keyless, NOBODY, UNSURE)).outbox, undefined);
  });

  it("is not kept where the settings forbid it", async () => {
    const host = hostWith({ outbox: { keepFrames: false } });
    host.server = DOWN;
    assert.equal((await wakes(host, NOBODY, UNSURE)).outbox, undefined);
  });

  it("is not kept where the cloud has said no to it", async () => {
    const host = hostWith();
    host.server = { body: chatReply("", { message: { refusal: "no" } }) };
    assert.equal((await wakes(host, NOBODY, UNSURE)).outbox, undefined);
  });

  it("is not kept where the scene was asked about a moment ago", async () => {
    const host = hostWith({ escalation: { ...SETTINGS.escalation, intervalMs: 3_600_000 } });
    host.server = UP;
    const { escalation, outbox } = await wakes(host, NOBODY, UNSURE, UNSURE);
    assert.deepEqual([escalation.code, outbox], ["budget-interval", undefined]);
  });

  it("waits where the network is down, where the day is spent, and where a server fails", async () => {
    const down = hostWith();
    down.server = DOWN;
    assert.equal((await wakes(down, NOBODY, UNSURE)).outbox?.frames.waiting, 1);
    const spent = hostWith({ escalation: { ...SETTINGS.escalation, perDayMax: 0 } });
    assert.equal((await wakes(spent, NOBODY, UNSURE)).outbox?.frames.waiting, 1);
    const broken = hostWith();
    broken.server = { status: 503 };
    assert.equal((await wakes(broken, NOBODY, UNSURE)).outbox?.frames.waiting, 1);
  });

  it("is one of a few: the next waits its time", async () => {
    const host = hostWith({ outbox: { frameIntervalMs: 3_600_000 } });
    host.server = DOWN;
    const { outbox } = await wakes(host, NOBODY, UNSURE, UNSURE, UNSURE);
    assert.equal(outbox?.frames.waiting, 1);
  });

  it("is asked about when the radio is up anyway, and its verdict is told", async () => {
    const host = hostWith();
    host.server = DOWN;
    const { atMs } = await wakes(host, NOBODY, UNSURE);
    host.server = UP;
    const { late, outbox, audit } = await wakes(host, UNSURE);
    assert.equal(late?.length, 1);
    assert.deepEqual([late?.[0]?.atMs, late?.[0]?.verdict], [atMs, ANSWER]);
    assert.deepEqual([outbox?.frames.waiting, outbox?.frames.delivered], [0, 1]);
    assert.equal(audit?.escalated.asked, 2);
    assert.equal(asked(host), 3);
  });

  it("brings the radio up itself when it has waited long enough", async () => {
    const host = hostWith({ outbox: { frameIntervalMs: 0, frameDelayMs: 60_000 } });
    host.server = DOWN;
    await wakes(host, NOBODY, UNSURE);
    host.server = UP;
    assert.equal((await wakes(host, NOBODY)).late, undefined);
    host.time.setWall(host.time.wallMs() + 60_000);
    assert.equal((await wakes(host, NOBODY)).late?.length, 1);
  });

  it("is given up when it is too old", async () => {
    const host = hostWith({ outbox: { frameDelayMs: 60_000, ageMsMax: 60_000 } });
    host.server = DOWN;
    await wakes(host, NOBODY, UNSURE);
    host.server = UP;
    host.time.setWall(host.time.wallMs() + 120_000);
    const { outbox } = await wakes(host, NOBODY);
    assert.deepEqual([outbox?.frames.expired, outbox?.frames.waiting, asked(host)], [1, 0, 1]);
  });

  it("is not asked about again where the cloud says no, and the next one is", async () => {
    const host = hostWith();
    host.server = DOWN;
    await wakes(host, NOBODY, UNSURE, UNSURE);
    host.server = { body: chatReply("", { message: { refusal: "no" } }) };
    host.time.setWall(host.time.wallMs() + 3_600_000);
    const { outbox } = await wakes(host, NOBODY);
    assert.deepEqual([outbox?.frames.refused, outbox?.frames.waiting], [2, 0]);
  });

  it("waits on where the cloud fails again, longer each time", async () => {
    const host = hostWith();
    host.server = DOWN;
    await wakes(host, NOBODY, UNSURE);
    host.time.setWall(host.time.wallMs() + 3_600_000);
    const { outbox, failures } = await wakes(host, NOBODY);
    assert.equal(outbox?.frames.waiting, 1);
    assert.deepEqual(failures, [{ stage: "outbox", code: "network-unreachable" }]);
    const before = asked(host);
    await wakes(host, NOBODY, NOBODY);
    assert.equal(asked(host), before);
  });

  it("outlives a loss of power, after which it is asked about at once", async () => {
    const host = hostWith();
    host.server = DOWN;
    await wakes(host, NOBODY, UNSURE);
    host.cyclePower();
    host.server = UP;
    host.pictures = NOBODY;
    assert.equal((await wakeOnce(host)).late?.length, 1);
  });

  it("holds to the budgets, whatever waits", async () => {
    const limits = { ...SETTINGS.escalation, perDayMax: 2 };
    const host = hostWith({ escalation: limits });
    host.server = DOWN;
    await wakes(host, NOBODY, UNSURE, UNSURE, UNSURE);
    host.server = UP;
    host.time.setWall(host.time.wallMs() + 3_600_000);
    const { outbox } = await wakes(host, NOBODY);
    assert.deepEqual([asked(host), outbox?.frames.waiting], [2, 3]);
  });
});

describe("the webhook", () => {
  it("is told of nothing by default", async () => {
    const host = hostWith();
    assert.equal((await wakes(host, NOBODY, PERSON)).outbox?.events.waiting, undefined);
    assert.equal(eventsOf(host).length, 0);
  });

  it("is told at once, in words that are signed", async () => {
    const host = hostWith({ webhook: WEBHOOK });
    const { atMs, outbox } = await wakes(host, PERSON);
    const [told] = eventsOf(host);
    assert.deepEqual(
      [told?.event.schema, told?.event.decision, told?.event.atMs],
      ["nightjar.event/1", "person", atMs],
    );
    const { method, path, headers } = told?.exchange.request ?? {};
    assert.deepEqual([method, path], ["POST", "/events"]);
    assert.equal(headers?.get("idempotency-key"), told?.event.id);
    const [, seconds, sum] =
      /^t=(\d+),v1=(.*)$/.exec(headers?.get("x-nightjar-signature") ?? "") ?? [];
    const message = `${seconds}.${told && bodyOf(told.exchange)}`;
    assert.equal(sum, createHmac("sha256", SECRET).update(message).digest("hex"));
    assert.deepEqual([outbox?.events.waiting, outbox?.events.delivered], [0, 1]);
  });

  it("is told later where that is allowed, over the radio that is up anyway", async () => {
    const host = hostWith({ webhook: { ...WEBHOOK, delayMs: 86_400_000 } });
    await wakes(host, NOBODY, PERSON, NOBODY);
    const before = eventsOf(host).length;
    host.server = UP;
    await wakes(host, UNSURE);
    const ids = eventsOf(host).map(({ event }) => event.id);
    assert.ok(ids.length >= before + 3, `${before}, ${ids.length}`);
    assert.equal(new Set(ids).size, ids.length);
  });

  it("keeps events in their order over an outage, and sends each once", async () => {
    const host = hostWith({ webhook: WEBHOOK });
    host.webhook = DOWN;
    const { outbox } = await wakes(host, NOBODY, PERSON, NOBODY, PERSON);
    assert.equal(outbox?.events.waiting, 4);
    host.webhook = { status: 200 };
    const before = eventsOf(host).length;
    host.time.setWall(host.time.wallMs() + 7_200_000);
    await wakes(host, NOBODY);
    const events = eventsOf(host)
      .slice(before)
      .map(({ event }) => event);
    assert.deepEqual(
      events.map(({ decision }) => decision),
      ["noPerson", "person", "noPerson", "person", "noPerson"],
    );
    const times = events.map(({ atMs }) => atMs);
    assert.deepEqual(
      times,
      [...times].sort((one, other) => one - other),
    );
  });

  for (const [status, fate] of [
    [409, "delivered"],
    [400, "refused"],
    [413, "refused"],
    [422, "refused"],
  ] as const) {
    it(`is done with an event that it answers with ${status}`, async () => {
      const host = hostWith({ webhook: WEBHOOK });
      host.webhook = { status };
      const { outbox, failures } = await wakes(host, PERSON);
      assert.deepEqual([outbox?.events.waiting, outbox?.events[fate], failures], [0, 1, []]);
    });
  }

  for (const [status, code] of [
    [401, "cloud-unauthorized"],
    [404, "cloud-rejected"],
    [429, "cloud-rate-limited"],
    [500, "cloud-server-error"],
    [302, "cloud-redirected"],
  ] as const) {
    it(`is told again where it answered with ${status}`, async () => {
      const host = hostWith({ webhook: WEBHOOK });
      host.webhook = { status };
      const { outbox, failures } = await wakes(host, PERSON);
      assert.deepEqual(failures, [{ stage: "outbox", code }]);
      assert.equal(outbox?.events.waiting, 1);
      host.webhook = { status: 204 };
      host.time.setWall(host.time.wallMs() + 7_200_000);
      const again = await wakes(host, PERSON);
      assert.equal(again.outbox?.events.waiting, 0);
      const ids = eventsOf(host).map(({ event }) => event.id);
      assert.equal(ids[0], ids[1]);
    });
  }

  it("is left alone for as long as it asks", async () => {
    const host = hostWith({ webhook: WEBHOOK });
    host.webhook = { status: 429, headers: [["retry-after", "7200"]] };
    await wakes(host, PERSON);
    host.time.setWall(host.time.wallMs() + 3_600_000);
    await wakes(host, NOBODY);
    assert.equal(eventsOf(host).length, 1);
    host.webhook = { status: 204 };
    host.time.setWall(host.time.wallMs() + 3_600_000);
    await wakes(host, NOBODY);
    assert.ok(eventsOf(host).length > 1);
  });

  it("gets no event that nobody can sign, and the report says so", async () => {
    const host = hostWith({ webhook: WEBHOOK });
    host.keyValue.put("settings", "webhook-secret", "string", "short");
    const { failures, outbox } = await wakes(host, PERSON);
    assert.deepEqual(failures, [{ stage: "outbox", code: "webhook-secret-invalid" }]);
    assert.equal(outbox?.events.waiting, 1);
    assert.equal(eventsOf(host).length, 0);
  });

  it("is told what the cloud said late", async () => {
    const host = hostWith({ webhook: WEBHOOK });
    host.server = DOWN;
    const { atMs } = await wakes(host, NOBODY, UNSURE);
    host.server = UP;
    await wakes(host, UNSURE);
    const late = eventsOf(host).find(({ event }) => event.kind === "late-verdict")?.event;
    assert.deepEqual([late?.atMs, late?.decision], [atMs, "person"]);
    assert.deepEqual(late?.verdict, { person: true, confidence: 0.93, count: 1 });
  });

  it("gets so many events in one wake, and the rest in the next", async () => {
    const host = hostWith({ webhook: { ...WEBHOOK, delayMs: 3_600_000 } });
    const many = Array.from({ length: EVENTS_MAX + 6 }, (_, at) => (at % 2 ? PERSON : NOBODY));
    // A cold start looks whether anything has waited since before.
    const already = await wakes(host, ...many).then(() => eventsOf(host).length);
    host.time.setWall(host.time.wallMs() + 3_600_000);
    await wakes(host, NOBODY);
    assert.equal(eventsOf(host).length - already, EVENTS_MAX);
    await wakes(host, NOBODY);
    assert.ok(eventsOf(host).length - already > EVENTS_MAX);
  }).timeout(20_000);

  it("costs a wake nothing where flash fails, but a line in the report", async () => {
    const host = hostWith({ webhook: WEBHOOK });
    host.flash = {
      open: () => {
        throw new Error("no such partition");
      },
      [Symbol.iterator]: () => [][Symbol.iterator](),
    };
    const { failures, decision } = await wakes(host, PERSON);
    assert.deepEqual(failures, [{ stage: "outbox", code: "outbox-unkept" }]);
    assert.equal(decision, "person");
  });
});
