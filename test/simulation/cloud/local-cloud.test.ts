import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import {
  LOCAL_CLOUD_HOST,
  LOCAL_CLOUD_PATH,
  type LocalCloud,
  openLocalCloud,
} from "../../../hosts/simulator/board/cloud/local-cloud.js";
import { Truth } from "../../../hosts/simulator/board/cloud/truth.js";
import { sha256Of } from "../../../hosts/simulator/board/picture-hash.js";

const KEY = "sk-test";
const JPEG = Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 1, 2, 3);

interface Reply {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  // biome-ignore lint/suspicious/noExplicitAny: the server's own JSON, asserted field by field
  readonly json: any;
}

describe("the local cloud", () => {
  const truth = new Truth();
  let cloud: LocalCloud;

  beforeEach(async () => {
    cloud = await openLocalCloud({ seed: 1, key: KEY, truth, mistakeShare: 0, errorShare: 0 });
  });

  afterEach(() => cloud.close());

  it("turns a wrong key away", async () => {
    const reply = await send(cloud, chatBody(JPEG), { authorization: "Bearer sk-wrong" });
    assert.equal(reply.status, 401);
    assert.equal(reply.json.error.code, "invalid_api_key");
  });

  it("turns a missing key away", async () => {
    const reply = await send(cloud, chatBody(JPEG), { authorization: "" });
    assert.equal(reply.status, 401);
  });

  it("turns a key of another length away", async () => {
    const reply = await send(cloud, chatBody(JPEG), { authorization: `Bearer ${KEY}x` });
    assert.equal(reply.status, 401);
  });

  it("knows one path and one method", async () => {
    assert.equal((await send(cloud, "", {}, { path: "/v1/models" })).status, 404);
    assert.equal((await send(cloud, "", {}, { method: "PUT" })).status, 405);
  });

  it("wants JSON to be called JSON", async () => {
    const reply = await send(cloud, chatBody(JPEG), { "content-type": "text/plain" });
    assert.equal(reply.status, 400);
  });

  it("refuses a body over 1 MiB, and lets its sender know", async () => {
    const reply = await send(cloud, "x".repeat(1024 * 1024 + 1));
    assert.equal(reply.status, 413);
  });

  const malformed: readonly (readonly [string, string])[] = [
    ["what is not JSON", "{"],
    ["what is not an object", "[]"],
    ["what is not UTF-8", Buffer.from([0x22, 0xff, 0x22]).toString("latin1")],
    ["a request without model", chatBody(JPEG, { model: undefined })],
    ["a stream that is a word", chatBody(JPEG, { stream: "yes" })],
    ["an unknown response_format", chatBody(JPEG, { response_format: { type: "xml" } })],
    ["no messages", chatBody(JPEG, { messages: [] })],
    ["a message of no role", chatBody(JPEG, { messages: [{ content: "hello" }] })],
    ["a request without picture", chatBody(JPEG, { messages: [{ role: "user", content: "?" }] })],
    ["a picture by address", withPictures("https://example.test/picture.jpg")],
    ["a picture that is a PNG", withPictures("data:image/png;base64,AAAA")],
    ["base64 with a stray character", withPictures("data:image/jpeg;base64,/9j/*A==")],
    ["base64 with stray bits", withPictures("data:image/jpeg;base64,/9j/4B==")],
    ["bytes that are no JPEG", withPictures(dataUri(Uint8Array.of(1, 2, 3, 4)))],
  ];
  for (const [name, body] of malformed) {
    it(`answers 400 to ${name}`, async () => {
      const reply = await send(cloud, body);
      assert.equal(reply.status, 400);
      assert.equal(typeof reply.json.error.message, "string");
    });
  }

  it("answers with a chat completion that holds the verdict on the exact picture", async () => {
    truth.learn(sha256Of(JPEG), { person: true, count: 2 });
    const { status, json } = await send(cloud, chatBody(JPEG));
    assert.equal(status, 200);
    assert.equal(json.object, "chat.completion");
    assert.equal(json.model, "gpt-test");
    assert.equal(json.choices[0].finish_reason, "stop");
    const verdict = JSON.parse(json.choices[0].message.content);
    assert.deepEqual(Object.keys(verdict), ["person", "confidence", "count", "summary"]);
    assert.equal(verdict.person, true);
    assert.equal(verdict.count, 2);
    assert.ok(verdict.confidence >= 0.85 && verdict.confidence <= 0.99);
  });

  it("says that it guesses where it knows nothing of a picture", async () => {
    const unknown = Uint8Array.of(...JPEG, 9);
    const { json } = await send(cloud, chatBody(unknown));
    const verdict = JSON.parse(json.choices[0].message.content);
    assert.equal(verdict.person, false);
    assert.equal(verdict.confidence, 0.5);
    assert.match(verdict.summary, /guess/);
    assert.equal(cloud.totals().unlabelled, 1);
  });

  it("reports a latency within its bounds and sends no date", async () => {
    const { headers } = await send(cloud, chatBody(JPEG));
    const latencyMs = Number(headers["openai-processing-ms"]);
    assert.ok(latencyMs >= 1_200 && latencyMs <= 4_200, `${latencyMs} ms`);
    assert.equal(headers.date, undefined);
  });

  it("counts what it did", async () => {
    await send(cloud, chatBody(JPEG));
    await send(cloud, "{");
    const { requests, answered, refused, failed } = cloud.totals();
    assert.deepEqual(
      { requests, answered, refused, failed },
      {
        requests: 2,
        answered: 1,
        refused: 1,
        failed: 0,
      },
    );
  });

  it("gives two runs of one seed the same bytes", async () => {
    truth.learn(sha256Of(JPEG), { person: true, count: 1 });
    const other = await openLocalCloud({
      seed: 1,
      key: KEY,
      truth,
      mistakeShare: 0,
      errorShare: 0,
    });
    try {
      const one = await send(cloud, chatBody(JPEG));
      const two = await send(other, chatBody(JPEG));
      assert.deepEqual(two, one);
    } finally {
      await other.close();
    }
  });
});

describe("a local cloud in a bad mood", () => {
  it("sends 500 and 429 with retry-after, and both with its processing time", async () => {
    const cloud = await openLocalCloud({ seed: 3, key: KEY, truth: new Truth(), errorShare: 1 });
    const seen = new Map<number, Reply>();
    try {
      for (let attempt = 0; attempt < 12; attempt++) {
        const reply = await send(cloud, chatBody(JPEG));
        seen.set(reply.status, reply);
      }
    } finally {
      await cloud.close();
    }
    assert.deepEqual([...seen.keys()].sort(), [429, 500]);
    assert.match(String(seen.get(429)?.headers["retry-after"]), /^\d+$/);
    for (const { headers } of seen.values()) assert.ok(headers["openai-processing-ms"]);
  });
});

function dataUri(jpeg: Uint8Array): string {
  return `data:image/jpeg;base64,${Buffer.from(jpeg).toString("base64")}`;
}

function withPictures(...urls: readonly string[]): string {
  const content = urls.map((url) => ({ type: "image_url", image_url: { url } }));
  return chatBody(JPEG, { messages: [{ role: "user", content }] });
}

function chatBody(jpeg: Uint8Array, changes: object = {}): string {
  return JSON.stringify({
    model: "gpt-test",
    response_format: { type: "json_schema", json_schema: { name: "verdict", schema: {} } },
    messages: [
      {
        role: "user",
        content: [
          { type: "text", text: "Is anybody there?" },
          { type: "image_url", image_url: { url: dataUri(jpeg) } },
        ],
      },
    ],
    ...changes,
  });
}

async function send(
  cloud: LocalCloud,
  body: string,
  headers: Readonly<Record<string, string>> = {},
  { method = "POST", path = LOCAL_CLOUD_PATH } = {},
): Promise<Reply> {
  const request = httpsRequest({
    host: cloud.route.address,
    port: cloud.route.port,
    servername: LOCAL_CLOUD_HOST,
    ca: new X509Certificate(cloud.caDer).toString(),
    agent: false,
    method,
    path,
    headers: { authorization: `Bearer ${KEY}`, "content-type": "application/json", ...headers },
  });
  request.end(Buffer.from(body, "latin1"));
  const [response] = (await once(request, "response")) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  const json: unknown = JSON.parse(Buffer.concat(chunks).toString("utf8"));
  return { status: response.statusCode ?? 0, headers: response.headers, json };
}
