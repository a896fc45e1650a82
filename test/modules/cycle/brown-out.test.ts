import assert from "node:assert/strict";
import { FakeHost, WEBHOOK_HOST } from "../../helpers/fake-host.js";
import { chatReply } from "../../helpers/fake-https.js";
import { wakeOnce } from "../../helpers/fake-wake.js";

const ANSWER = { person: true, confidence: 0.9, count: 1, summary: "Somebody." };
const SETTINGS = {
  policy: { looksAgainMax: 0 },
  webhook: { enabled: true, host: WEBHOOK_HOST, everyDecision: true },
};

/** A reset that took the memory, as a brown-out does: noise is what it left. */
function brownedOut(): FakeHost {
  const host = new FakeHost();
  host.cause = "reset";
  host.keyValue.put("settings", "settings", "string", JSON.stringify(SETTINGS));
  host.keyValue.put("settings", "cloud-key", "string", "sk-secret");
  host.keyValue.put("settings", "webhook-secret", "string", "sixteen-letters!");
  host.pictures = [{ score: 2 }];
  host.server = { body: chatReply(ANSWER) };
  return host;
}

describe("a wake after a brown-out", () => {
  it("leaves the radio off, keeps what it would have sent, and sleeps", async () => {
    const host = brownedOut();
    const { escalation, outbox, sleepMs } = await wakeOnce(host);
    assert.deepEqual([escalation.outcome, escalation.code], ["budget", "budget-brown-out"]);
    assert.deepEqual([outbox?.frames.waiting, outbox?.events.waiting], [1, 1]);
    assert.equal(host.https.exchanges.length, 0);
    assert.ok(sleepMs > 0);
  });

  it("is followed by one that may use it", async () => {
    const host = brownedOut();
    await wakeOnce(host);
    host.reboot();
    const { outbox, late } = await wakeOnce(host);
    assert.deepEqual([outbox?.frames.waiting, outbox?.events.waiting, late?.length], [0, 0, 1]);
  });

  it("is any other where the memory was kept: a panic is no sign of low cells", async () => {
    const host = brownedOut();
    await wakeOnce(host);
    host.reboot("reset");
    assert.equal((await wakeOnce(host)).late?.length, 1);
  });
});
