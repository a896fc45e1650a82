import assert from "node:assert/strict";
import { type AskCode, ask } from "../../../modules/cloud/ask.js";
import { REPLY_BYTES_MAX } from "../../../modules/cloud/reply-body.js";
import { codec } from "../../helpers/fake-codec.js";
import { chatReply, FakeHttps, type ServerScript } from "../../helpers/fake-https.js";
import { FakeTime, settled } from "../../helpers/fake-time.js";

const KEY = "sk-secret";
const VERDICT = { person: true, confidence: 0.93, count: 2, summary: "Two people at a door." };
const jpeg = Uint8Array.from({ length: 5_000 }, (_, at) => at % 251);
const options = {
  host: "cloud.example",
  port: 8_443,
  path: "/v1/chat/completions",
  model: "some-model",
  completionTokensMax: 300,
  timeoutMs: 20_000,
  key: KEY,
};

async function askServer(server: ServerScript, changes: Partial<typeof options> = {}) {
  const time = new FakeTime();
  const https = new FakeHttps(time, () => server);
  const host = { clock: time, timers: time, codec, network: { https: { client: https.entry } } };
  const answer = await settled(ask(host, jpeg.buffer, { ...options, ...changes }), time);
  const [exchange] = https.exchanges;
  assert.ok(exchange && https.exchanges.length === 1, "one connection");
  if (server.refuses === undefined) assert.equal(exchange.closed, true, "it is closed");
  assert.equal(JSON.stringify(answer).includes(KEY), false, "the key is in no answer");
  return { answer, exchange, time };
}

describe("ask", () => {
  const failures: [string, ServerScript, AskCode][] = [
    ["a client that throws", { refuses: "network-unreachable" }, "network-unreachable"],
    ["an unknown name", { fails: "network-name-not-found" }, "network-name-not-found"],
    ["an unknown authority", { fails: "tls-untrusted" }, "tls-untrusted"],
    ["another host's certificate", { fails: "tls-wrong-host" }, "tls-wrong-host"],
    ["an error that has no code", { fails: null }, "cloud-connection-failed"],
    ["an error with a code of its own", { fails: "ECONNRESET" }, "cloud-connection-failed"],
    ["a write that throws", { writeThrows: true }, "cloud-connection-failed"],
    ["a connection that dies in the upload", { diesAfterBytes: 2_000 }, "network-reset"],
    ["a connection that dies in the answer", { endsWith: "network-reset" }, "network-reset"],
    ["a server that is silent", { silent: true }, "cloud-timeout"],
    ["a server that is slow", { stepMs: 6_000, body: chatReply(VERDICT) }, "cloud-timeout"],
    [
      "an answer that is too long",
      { body: "x".repeat(REPLY_BYTES_MAX + 1) },
      "cloud-reply-too-large",
    ],
    [
      "an answer too long in one piece",
      { body: "x".repeat(99_999), piece: 99_999 },
      "cloud-reply-too-large",
    ],
    ["an empty answer", {}, "cloud-malformed"],
    ["garbage", { body: "\u0000\u0001" }, "cloud-malformed"],
    ["bytes that are no text", { body: Uint8Array.of(0xff, 0xfe) }, "cloud-malformed"],
    ["a wrong key", { status: 401, body: "{}" }, "cloud-unauthorized"],
    ["a redirection", { status: 302, headers: [["location", "x"]] }, "cloud-redirected"],
    ["a broken server", { status: 503 }, "cloud-server-error"],
    ["a request it does not like", { status: 400 }, "cloud-rejected"],
    ["too many requests", { status: 429 }, "cloud-rate-limited"],
  ];
  for (const [what, server, code] of failures) {
    it(`gives ${code} for ${what}`, async () => {
      const { answer } = await askServer(server);
      assert.equal(answer.outcome.ok ? "ok" : answer.outcome.code, code);
    });
  }

  it("waits no longer than its time limit", async () => {
    const { time } = await askServer({ silent: true }, { timeoutMs: 7_000 });
    assert.equal(time.monotonicMs(), 7_000);
    assert.equal(time.pending, 0);
  });

  it("passes on how long a rate limit lasts", async () => {
    const { answer } = await askServer({ status: 429, headers: [["retry-after", "30"]] });
    assert.deepEqual([answer.status, answer.retryAfterMs], [429, 30_000]);
  });

  it("gives the verdict, the status and what went over the wire", async () => {
    const body = chatReply(VERDICT);
    const { answer, exchange } = await askServer({ body });
    assert.deepEqual(answer, {
      outcome: { ok: true, value: VERDICT },
      status: 200,
      bytesSent: exchange.sent.length,
      bytesReceived: Buffer.byteLength(body),
    });
  });

  for (const window of [1, 7, 1_460, 100_000]) {
    it(`sends the whole picture through a window of ${window} bytes`, async () => {
      const { exchange } = await askServer({ window, stepMs: 0, body: chatReply(VERDICT) });
      const sent = Uint8Array.from(exchange.sent);
      assert.equal(exchange.request?.headers?.get("content-length"), String(sent.byteLength));
      const request = JSON.parse(new TextDecoder().decode(sent));
      const { url } = request.messages[0].content[1].image_url;
      assert.equal(url, `data:image/jpeg;base64,${Buffer.from(jpeg).toString("base64")}`);
    });
  }

  it("shows its key in one header, to the host it verifies, over TLS 1.2 or later", async () => {
    const { exchange } = await askServer({ body: chatReply(VERDICT) });
    const { client, request } = exchange;
    assert.equal(request?.headers?.get("authorization"), `Bearer ${KEY}`);
    assert.deepEqual([request?.method, request?.path], ["POST", options.path]);
    assert.deepEqual([client.host, client.port], ["cloud.example", 8_443]);
    assert.deepEqual(client.socket, {
      io: "a TLS socket",
      tls: { host: "cloud.example", minimumVersion: "TLSv1.2" },
    });
    assert.equal(new TextDecoder().decode(Uint8Array.from(exchange.sent)).includes(KEY), false);
  });

  it("trusts the authority it is given", async () => {
    const ca = Uint8Array.of(0x30, 0x82).buffer;
    const { exchange } = await askServer({ body: chatReply(VERDICT) }, { ca } as object);
    assert.equal(exchange.client.socket.tls?.ca, ca);
  });
});
