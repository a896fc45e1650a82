import assert from "node:assert/strict";
import type { WakeReport } from "../../../modules/report/wake-report.js";
import { FakeHost, type FakePicture } from "../../helpers/fake-host.js";
import { chatReply } from "../../helpers/fake-https.js";
import { wakeOnce, wakeTimes } from "../../helpers/fake-wake.js";

/** Log-odds in eighths: p 0.44. */
const UNSURE = { score: -2 };
const SKIPS_MAX = 2;
/** A look that must be, and those that may be skipped before the next. */
const ROUND = SKIPS_MAX + 1;

function answerOf(person: boolean) {
  return { body: chatReply({ person, confidence: 0.9, count: Number(person), summary: "" }) };
}

/** Its scene is uncertain and stays as it is; the cloud sees nobody in it. */
function stillHost(settings: Record<string, Record<string, unknown>> = {}): FakeHost {
  const host = new FakeHost();
  const { escalation, ...others } = settings;
  const own = {
    motion: { skipsMax: SKIPS_MAX },
    escalation: { intervalMs: 0, auditShare: 0, ...escalation },
    ...others,
  };
  host.keyValue.put("settings", "cloud-key", "string", "sk-secret");
  host.keyValue.put("settings", "settings", "string", JSON.stringify(own));
  host.pictures = [UNSURE];
  host.server = answerOf(false);
  return host;
}

/** Wakes up to the next look that must be, and gives its report. */
async function nextLook(host: FakeHost): Promise<WakeReport> {
  const reports = await wakeTimes(host, ROUND);
  const last = reports.at(-1) as WakeReport;
  assert.equal(last.motion?.reason, "overdue");
  return last;
}

/** After the first wake and `count` answers about its scene. */
async function hostAfter(count: number): Promise<FakeHost> {
  const host = stillHost();
  await wakeOnce(host);
  while (host.https.exchanges.length < count) await nextLook(host);
  return host;
}

async function lookAt(host: FakeHost, picture: FakePicture): Promise<WakeReport> {
  host.pictures = [picture];
  host.reboot();
  return wakeOnce(host);
}

/** Somebody comes, in luma. */
function changed(): Uint8Array {
  const signature = new Uint8Array(256).fill(90);
  for (const row of [4, 5, 6, 7]) signature.fill(200, row * 16 + 4, row * 16 + 8);
  return signature;
}

const outcomeOf = ({ escalation: { outcome }, decision }: WakeReport) => [outcome, decision];

describe("a scene that is uncertain and stays as it is", () => {
  it("is asked about by and by less often, while its answer stands", async () => {
    const host = stillHost();
    const outcomes = [(await wakeOnce(host)).escalation.outcome];
    for (let look = 0; look < 20; look++) outcomes.push((await nextLook(host)).escalation.outcome);
    const asked = outcomes.flatMap((outcome, at) => (outcome === "sent-answered" ? [at] : []));
    assert.deepEqual(asked, [0, 1, 3, 7, 15]);
    assert.ok(outcomes.every((outcome) => outcome === "sent-answered" || outcome === "stands"));
  });

  it("is decided by what the cloud said, and says so", async () => {
    const report = await nextLook(await hostAfter(2));
    assert.deepEqual(outcomeOf(report), ["stands", "noPerson"]);
    assert.deepEqual([report.verdict, report.escalation.why], [undefined, "escalated"]);
    assert.deepEqual([report.escalation.bytesSent, report.chip?.label], [0, "uncertain"]);
  });

  it("is asked about at every look where the settings say so", async () => {
    const host = stillHost({ escalation: { standingLooksMax: 0 } });
    await wakeOnce(host);
    for (let look = 0; look < 4; look++) {
      assert.equal((await nextLook(host)).escalation.outcome, "sent-answered");
    }
  });

  it("is asked about at the next look where the cloud has changed its mind", async () => {
    const host = await hostAfter(3);
    host.server = answerOf(true);
    while (host.https.exchanges.length < 4) await nextLook(host);
    assert.deepEqual(outcomeOf(host.reports.at(-1) as WakeReport), ["sent-answered", "person"]);
    // A person makes presence at once, and nothing speaks against it.
    assert.equal((await nextLook(host)).escalation.outcome, "sent-answered");
  });

  it("is asked about where something has moved", async () => {
    const host = await hostAfter(2);
    const moved = await lookAt(host, { ...UNSURE, signature: changed() });
    assert.deepEqual([moved.motion?.reason, moved.escalation.outcome], ["moved", "sent-answered"]);
    assert.equal((await nextLook(host)).escalation.outcome, "sent-answered");
  });

  it("is forgotten where something has moved, though the chip was sure of that", async () => {
    const host = await hostAfter(2);
    await lookAt(host, { score: -30, signature: changed() });
    await lookAt(host, UNSURE);
    assert.equal(host.https.exchanges.length, 3);
  });

  it("is asked about where the chip sees something else", async () => {
    const host = await hostAfter(2);
    await wakeTimes(host, ROUND - 1);
    const other = await lookAt(host, { score: 3 });
    assert.deepEqual(
      [other.motion?.reason, other.escalation.outcome],
      ["overdue", "sent-answered"],
    );
  });

  it("is asked about after the chip was sure of the opposite", async () => {
    const host = await hostAfter(2);
    await wakeTimes(host, ROUND - 1);
    const sure = await lookAt(host, { score: 30 });
    assert.deepEqual(outcomeOf(sure), ["not-needed", "person"]);
    await wakeTimes(host, ROUND - 1);
    assert.equal((await lookAt(host, UNSURE)).escalation.outcome, "sent-answered");
  });

  it("is asked about after a loss of power", async () => {
    const host = await hostAfter(2);
    host.reboot("power-on");
    assert.equal((await wakeOnce(host)).escalation.outcome, "sent-answered");
  });

  const unreachable = { refuses: "network-unreachable" } as const;
  it("keeps its decision where nobody can be asked, and no frame", async () => {
    const host = await hostAfter(1);
    host.server = unreachable;
    const report = await nextLook(host);
    assert.deepEqual(outcomeOf(report), ["sent-failed", "noPerson"]);
    assert.equal(report.outbox?.frames.waiting ?? 0, 0);
  });

  it("stays uncertain where nobody could ever be asked, and its frame is kept", async () => {
    const host = stillHost();
    host.server = unreachable;
    const report = await wakeOnce(host);
    assert.deepEqual(outcomeOf(report), ["sent-failed", "uncertain"]);
    assert.equal(report.outbox?.frames.waiting, 1);
  });

  it("is no evidence twice while presence waits for more", async () => {
    const host = stillHost();
    host.server = answerOf(true);
    await wakeOnce(host);
    host.server = answerOf(false);
    const left = await lookAt(host, { ...UNSURE, signature: changed() });
    assert.deepEqual([left.decision, left.presence], ["noPerson", "present"]);
    host.server = unreachable;
    const unheard = await lookAt(host, { ...UNSURE, signature: changed() });
    assert.deepEqual(
      [unheard.motion?.reason, unheard.decision, unheard.presence],
      ["unsettled", "uncertain", "present"],
    );
  });
});
