import assert from "node:assert/strict";
import { PrivacyLog } from "../../../modules/privacy/privacy-log.js";
import { codec } from "../../helpers/fake-codec.js";
import { checksum, FakeHost } from "../../helpers/fake-host.js";
import { chatReply, type ServerScript } from "../../helpers/fake-https.js";
import { wakeOnce } from "../../helpers/fake-wake.js";

const ANSWER = { person: true, confidence: 0.93, count: 1, summary: "Somebody at a door." };
const SECRETS = ["sk-secret", "correct horse"];

function unsureHost(server: ServerScript = { body: chatReply(ANSWER) }): FakeHost {
  const host = new FakeHost();
  host.keyValue.put("settings", "cloud-key", "string", "sk-secret");
  host.pictures = [{ score: 2 }];
  host.server = server;
  return host;
}

const linesOf = ({ flash }: FakeHost) => new PrivacyLog({ flash, checksum, codec }).read();

describe("what leaves the device", () => {
  it("does not leave where it cannot be written down", async () => {
    const host = unsureHost();
    host.flash = {
      open() {
        throw new Error("no flash here");
      },
      [Symbol.iterator]: () => [][Symbol.iterator](),
    };
    const report = await wakeOnce(host);
    assert.deepEqual(
      [report.escalation.outcome, report.escalation.code],
      ["off", "privacy-unkept"],
    );
    assert.equal(host.https.exchanges.length, 0);
  });

  it("is nothing while the cloud is off, while there is no key, and while the chip is sure", async () => {
    const off = unsureHost();
    off.keyValue.put("settings", "settings", "string", '{"cloud":{"enabled":false}}');
    const keyless = new FakeHost();
    keyless.pictures = [{ score: 2 }];
    const sure = unsureHost();
    sure.keyValue.put("settings", "settings", "string", '{"escalation":{"auditShare":0}}');
    sure.pictures = [{ score: 100 }];
    for (const host of [off, keyless, sure]) {
      await wakeOnce(host);
      assert.deepEqual(linesOf(host), []);
      assert.equal(host.https.exchanges.length, 0);
    }
  });

  it("is a line: when, why, to whom, how much, and what became of it", async () => {
    const host = unsureHost();
    const { escalation, looks } = await wakeOnce(host);
    const [line, ...others] = linesOf(host);
    assert.deepEqual(others, []);
    assert.deepEqual(
      [line?.why, line?.provider, line?.transport, line?.host],
      ["escalated", "openai-chat", "https", "api.openai.com"],
    );
    assert.equal(line?.pictureBytes, looks.at(-1)?.bytes);
    assert.deepEqual(line?.arrival, {
      answered: true,
      status: 200,
      bytesSent: escalation.bytesSent,
      microDollars: 0,
    });
    for (const secret of SECRETS) assert.equal(JSON.stringify(line).includes(secret), false);
  });

  it("is a line too where the cloud calls a tool that it may not, and nothing left", async () => {
    const called = {
      id: "c1",
      type: "function",
      function: { name: "recent_history", arguments: '{"minutes":5}' },
    };
    const host = unsureHost({
      body: chatReply(null, {
        finish_reason: "tool_calls",
        message: { role: "assistant", content: null, refusal: null, tool_calls: [called] },
      }),
    });
    // Tools are spoken of where one is allowed: another one.
    const settings = '{"cloud":{"toolStatus":true,"attemptsMax":1},"policy":{"looksAgainMax":0}}';
    host.keyValue.put("settings", "settings", "string", settings);
    await wakeOnce(host);
    const refused = linesOf(host).filter(({ why }) => why === "recent_history");
    assert.ok(refused.length > 0);
    for (const { arrival, pictureBytes } of refused) {
      assert.equal(pictureBytes, 0);
      assert.deepEqual([arrival?.answered, arrival?.status, arrival?.bytesSent], [false, 403, 0]);
    }
  });

  it("is a line too where nobody answered", async () => {
    const host = unsureHost({ silent: true });
    await wakeOnce(host);
    assert.equal(linesOf(host)[0]?.arrival?.answered, false);
  });
});
