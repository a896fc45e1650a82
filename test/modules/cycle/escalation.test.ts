import assert from "node:assert/strict";
import { RECORD_BYTES } from "../../../modules/cycle/wake-layout.js";
import { readWakeRecord } from "../../../modules/cycle/wake-record.js";
import { initialWakeState } from "../../../modules/cycle/wake-state.js";
import { checksum, FakeHost } from "../../helpers/fake-host.js";
import { chatReply, type ServerScript } from "../../helpers/fake-https.js";
import { wakeOnce, wakeTimes } from "../../helpers/fake-wake.js";

const KEY = "sk-secret";
const UNSURE = { score: 2 };
const ANSWER = { person: true, confidence: 0.93, count: 1, summary: "Somebody at a door." };

function unsureHost(server: ServerScript = { body: chatReply(ANSWER) }): FakeHost {
  const host = new FakeHost();
  host.keyValue.put("settings", "cloud-key", "string", KEY);
  host.pictures = [UNSURE];
  host.server = server;
  return host;
}

describe("a wake that is unsure", () => {
  const failures: [string, ServerScript, string][] = [
    ["an unknown authority", { fails: "tls-untrusted" }, "tls-untrusted"],
    ["no network", { refuses: "network-unreachable" }, "network-unreachable"],
    ["silence", { silent: true }, "cloud-timeout"],
    ["a wrong key", { status: 401 }, "cloud-unauthorized"],
    ["a rate limit", { status: 429 }, "cloud-rate-limited"],
    ["a broken server", { status: 500 }, "cloud-server-error"],
    ["a redirection", { status: 307 }, "cloud-redirected"],
    ["a rejection", { status: 422 }, "cloud-rejected"],
    ["garbage", { body: "??" }, "cloud-malformed"],
    ["an endless answer", { body: "x".repeat(50_000) }, "cloud-reply-too-large"],
    ["a refusal", { body: chatReply("", { message: { refusal: "no" } }) }, "cloud-refused"],
    ["half an answer", { body: chatReply(ANSWER, { finish_reason: "length" }) }, "cloud-truncated"],
    [
      "a filter",
      { body: chatReply(ANSWER, { finish_reason: "content_filter" }) },
      "cloud-filtered",
    ],
    ["a write that throws", { writeThrows: true }, "cloud-connection-failed"],
  ];
  for (const [what, server, code] of failures) {
    it(`stays uncertain and reports ${code} for ${what}`, async () => {
      const report = await wakeOnce(unsureHost(server));
      assert.deepEqual(
        [report.escalation.outcome, report.escalation.code, report.decision],
        ["sent-failed", code, "uncertain"],
      );
      assert.deepEqual(
        report.failures,
        [{ stage: "ask", code }].map((f) => ({ ...report.failures[0], ...f })),
      );
      assert.equal(JSON.stringify(report).includes(KEY), false);
    });
  }

  it("says how to join the network before it asks, and reports no password", async () => {
    const host = unsureHost();
    host.keyValue.put("settings", "wifi-ssid", "string", "garden");
    host.keyValue.put("settings", "wifi-password", "string", "correct horse");
    const report = await wakeOnce(host);
    assert.deepEqual(
      host.wifi.map(({ ssid, password }) => [ssid, password]),
      [["garden", "correct horse"]],
    );
    assert.equal(JSON.stringify(report).includes("correct horse"), false);
  });

  it("keeps its own word where the cloud is off", async () => {
    const host = unsureHost();
    const off = JSON.stringify({ cloud: { enabled: false } });
    host.keyValue.put("settings", "settings", "string", off);
    const report = await wakeOnce(host);
    assert.deepEqual([report.escalation.outcome, report.escalation.code], ["off", "cloud-off"]);
    assert.deepEqual([report.decision, report.failures], ["uncertain", []]);
    assert.equal(host.https.exchanges.length, 0);
  });

  it("asks nobody while the settings are damaged: they may have said whom", async () => {
    const host = unsureHost();
    host.keyValue.put("settings", "settings", "string", '{"cloud":{"host":"own.example"');
    const report = await wakeOnce(host);
    assert.deepEqual([report.escalation.outcome, report.escalation.code], ["off", "cloud-off"]);
    assert.deepEqual(report.failures[0]?.code, "settings-not-json");
    assert.equal(host.https.exchanges.length, 0);
  });

  it("keeps its own word without a key, which is no failure", async () => {
    const host = new FakeHost();
    host.pictures = [UNSURE];
    const { escalation, failures } = await wakeOnce(host);
    assert.deepEqual([escalation.outcome, escalation.code], ["off", "cloud-key-absent"]);
    assert.deepEqual(failures, []);
  });

  it("asks nobody where it is told to trust an authority that is damaged", async () => {
    const host = unsureHost();
    host.keyValue.put("settings", "cloud-ca", "buffer", new ArrayBuffer(0));
    const { escalation, failures } = await wakeOnce(host);
    assert.deepEqual([escalation.outcome, failures[0]?.code], ["off", "cloud-ca-invalid"]);
    assert.equal(host.https.exchanges.length, 0);
  });

  it("takes the verdict for its decision, and reports what it cost", async () => {
    const host = unsureHost();
    const report = await wakeOnce(host);
    assert.deepEqual(report.verdict, ANSWER);
    assert.deepEqual([report.decision, report.chip?.label], ["person", "uncertain"]);
    assert.deepEqual([report.escalation.outcome, report.escalation.status], ["sent-answered", 200]);
    assert.equal(report.escalation.bytesSent, host.https.exchanges[0]?.sent.length);
  });

  it("sends the very picture that was judged last", async () => {
    const host = unsureHost();
    const frames = [1, 2, 3].map((byte) => new Uint8Array(300).fill(byte));
    const again = [4, 5, 6].map((byte) => new Uint8Array(300).fill(byte));
    host.pictures = [
      { ...UNSURE, camera: { frames } },
      { ...UNSURE, camera: { frames } },
      { ...UNSURE, camera: { frames: again } },
    ];
    await wakeOnce(host);
    const sent = Buffer.from(host.https.exchanges[0]?.sent ?? []).toString();
    assert.ok(sent.includes(Buffer.from(new Uint8Array(300).fill(6)).toString("base64")));
  });

  for (const [what, cloud, model, reasoning] of [
    ["names none: the usual one, which does not think", {}, "gpt-6-luna", "none"],
    ["names one: that, as it likes", { model: "mine" }, "mine", undefined],
    ["say how: the usual one, so", { reasoning: "low" }, "gpt-6-luna", "low"],
    ["say both", { model: "mine", reasoning: "high" }, "mine", "high"],
  ] as const) {
    it(`chooses model and thinking where the settings ${what}`, async () => {
      const host = unsureHost();
      host.keyValue.put("settings", "settings", "string", JSON.stringify({ cloud }));
      await wakeOnce(host);
      const sent = JSON.parse(Buffer.from(host.https.exchanges[0]?.sent ?? []).toString());
      assert.deepEqual([sent.model, sent.reasoning_effort], [model, reasoning]);
    });
  }

  it("asks about a scene that no network can judge", async () => {
    const host = unsureHost();
    host.partition = undefined;
    const report = await wakeOnce(host);
    assert.deepEqual([report.chip, report.decision, report.looks.length], [null, "person", 1]);
  });

  it("has paid for its question before it asks it", async () => {
    const host = unsureHost({ silent: true });
    let sentBefore = -1;
    const { set } = host.retained;
    host.retained.set = (bytes: ArrayLike<number>): void => {
      set.call(host.retained, bytes);
      const state = initialWakeState();
      state.record.set(host.retained.subarray(0, RECORD_BYTES));
      const readable = readWakeRecord(state, checksum) === undefined;
      if (sentBefore < 0 && readable) sentBefore = state.totals.sent;
    };
    await wakeOnce(host);
    assert.equal(sentBefore, 1);
  });

  it("leaves the cloud alone for as long as it was told", async () => {
    const host = unsureHost({ status: 429, headers: [["retry-after", "100"]] });
    host.keyValue.put("settings", "settings", "string", '{"motion":{"skipsMax":1}}');
    const reports = await wakeTimes(host, 14);
    const codes = reports.map(({ escalation }) => escalation.code ?? escalation.outcome);
    assert.equal(codes[0], "cloud-rate-limited");
    assert.equal(codes.filter((code) => code === "cloud-rate-limited").length, 2);
    assert.ok(
      codes.slice(1, 10).every((code) => code !== "cloud-rate-limited"),
      codes.join(),
    );
    assert.ok(codes.includes("budget-retry-after"));
  });
});

describe("two hundred unsure wakes", () => {
  it("ask about a quarter of them at the most, and never lose count", async () => {
    const host = unsureHost();
    const signatures = [60, 200].map((level) => {
      const signature = new Uint8Array(256).fill(90);
      for (const row of [4, 5, 6, 7]) signature.fill(level, row * 16 + 4, row * 16 + 8);
      return signature;
    });
    let asked = 0;
    for (let wake = 0; wake < 200; wake++) {
      if (wake > 0) host.reboot();
      host.pictures = [{ ...UNSURE, signature: signatures[wake % 2] as Uint8Array }];
      const { escalation, skippedByMotion, wake: number } = await wakeOnce(host);
      assert.deepEqual([skippedByMotion, number], [false, wake + 1]);
      if (escalation.outcome.startsWith("sent")) asked += 1;
    }
    assert.equal(asked, host.https.exchanges.length);
    assert.ok(asked > 20 && asked <= 50, String(asked));
  });
});
