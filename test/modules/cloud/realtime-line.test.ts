import assert from "node:assert/strict";
import { type Answer, ask } from "../../../modules/cloud/ask.js";
import { RealtimeLine } from "../../../modules/cloud/realtime-line.js";
import { REPLY_BYTES_MAX } from "../../../modules/cloud/reply-body.js";
import { RETRY_MS_BASE } from "../../../modules/cloud/retry.js";
import { NO_TOOLS, type ToolBox } from "../../../modules/cloud/tools.js";
import { VERDICT_TOOL } from "../../../modules/cloud/turn.js";
import { INPUT_TOKENS, type Meaning, realtimeEvents } from "../../helpers/cloud-words.js";
import { codec } from "../../helpers/fake-codec.js";
import { FakeTime, settled } from "../../helpers/fake-time.js";
import { FakeWebSocket, type Message, type SocketScript } from "../../helpers/fake-web-socket.js";

const KEY = "sk-secret";
const VERDICT = { person: true, confidence: 0.93, count: 2, summary: "Two people at a door." };
const GOOD: Meaning = { kind: "calls", calls: [{ id: "v", name: VERDICT_TOOL, args: VERDICT }] };
const LOOK: Meaning = {
  kind: "calls",
  calls: [{ id: "c1", name: "look_again", args: { resolution: "vga", flash: false } }],
};
const jpeg = Uint8Array.from({ length: 5_000 }, (_, at) => at % 251);
const options = {
  model: "gpt-realtime-2.1-mini",
  completionTokensMax: 300,
  reasoning: undefined,
  timeoutMs: 20_000,
  attemptsMax: 1,
  toolStepsMax: 2,
};

/** A server that answers each `response.create` with the next meaning, the last again and again. */
function speaks(...meanings: Meaning[]): NonNullable<SocketScript["answer"]> {
  let turn = 0;
  return ({ type }) => {
    if (type === "session.update") return [{ type: "session.updated" }];
    if (type !== "response.create") return [];
    const meaning = meanings[Math.min(turn, meanings.length - 1)] as Meaning;
    turn += 1;
    return realtimeEvents(meaning) as Message[];
  };
}

function bench(...servers: SocketScript[]) {
  const time = new FakeTime();
  const socket = new FakeWebSocket(time, (at) => servers[Math.min(at, servers.length - 1)] ?? {});
  const host = {
    clock: time,
    timers: time,
    codec,
    random: { next: () => 0.5 },
    network: { wss: { client: socket.entry } },
  };
  const line = new RealtimeLine(host, { host: "cloud.example", port: 443, path: "", key: KEY });
  const question = (changes: Partial<typeof options> = {}, box: ToolBox = NO_TOOLS) =>
    settled(ask(host, line, jpeg.slice().buffer, { ...options, ...changes }, box), time);
  return { time, line, question, connections: socket.connections };
}

/** The host has no memory left for a text. */
function takeMemory(): { giveBack: () => void } {
  const { encodeUtf8 } = codec;
  Object.assign(codec, {
    encodeUtf8: () => {
      throw new RangeError("no memory");
    },
  });
  return { giveBack: () => Object.assign(codec, { encodeUtf8 }) };
}

const codeOf = ({ outcome }: Answer): string => (outcome.ok ? "ok" : outcome.code);
const typesOf = (messages: readonly Message[] = []) => messages.map(({ type }) => type);

describe("a question over Realtime", () => {
  const failures: [string, SocketScript, string][] = [
    ["a client that throws", { refuses: "network-unreachable" }, "network-unreachable"],
    ["an unknown authority", { fails: { code: "tls-untrusted" } }, "tls-untrusted"],
    ["a wrong key", { fails: { code: "network-protocol", status: 401 } }, "cloud-unauthorized"],
    ["too many connections", { fails: { status: 429 } }, "cloud-rate-limited"],
    ["a server that is silent", {}, "cloud-timeout"],
    ["a server that hangs up", { answer: () => ["close"] }, "network-reset"],
    ["a connection that is lost", { answer: () => ["reset"] }, "network-reset"],
    ["words that are no JSON", { answer: () => ["hello"] }, "cloud-malformed"],
    ["bytes that are no words", { answer: () => [Uint8Array.of(1, 2)] }, "network-protocol"],
    [
      "a message without end",
      { answer: () => ["x".repeat(REPLY_BYTES_MAX + 1)] },
      "cloud-reply-too-large",
    ],
    [
      "an error",
      { answer: () => [{ type: "error", error: { type: "server_error" } }] },
      "cloud-server-error",
    ],
    [
      "a question that it does not like",
      { answer: () => [{ type: "error", error: { type: "invalid_request_error" } }] },
      "cloud-rejected",
    ],
    ["a refusal", { answer: speaks({ kind: "refused" }) }, "cloud-refused"],
    ["an answer that is cut short", { answer: speaks({ kind: "truncated" }) }, "cloud-truncated"],
    ["a filter", { answer: speaks({ kind: "filtered" }) }, "cloud-filtered"],
    ["a response that failed", { answer: speaks({ kind: "failed" }) }, "cloud-server-error"],
    ["plain words", { answer: speaks({ kind: "text", text: "Yes." }) }, "cloud-malformed"],
  ];
  for (const [what, server, code] of failures) {
    it(`gives ${code} for ${what}`, async () => {
      const { question, time } = bench(server);
      const answer = await question();
      assert.equal(codeOf(answer), code);
      assert.equal(time.monotonicMs() <= options.timeoutMs, true);
      assert.equal(JSON.stringify(answer).includes(KEY), false);
    });
  }

  for (const [name, value, waitMs] of [
    ["retry-after-ms", "700", 700],
    ["retry-after", "2", 2_000],
    ["x-should-retry", "true", 0],
  ] as const) {
    it(`asks again after a connection refused with 429 and ${name}, no sooner than that`, async () => {
      const fails = { status: 429, headers: new Map([[name, value]]) };
      const { question, connections, time } = bench({ fails }, { answer: speaks(GOOD) });
      assert.equal(codeOf(await question({ attemptsMax: 2 })), "ok");
      assert.equal(connections.length, 2);
      assert.ok(time.monotonicMs() >= waitMs + RETRY_MS_BASE / 2, `${time.monotonicMs()} ms`);
    });
  }

  it("does not ask again where the server that refuses says so", async () => {
    const fails = { status: 503, headers: new Map([["x-should-retry", "false"]]) };
    const { question, connections } = bench({ fails }, { answer: speaks(GOOD) });
    const answer = await question({ attemptsMax: 2 });
    assert.deepEqual([codeOf(answer), answer.status], ["cloud-server-error", 503]);
    assert.deepEqual([answer.hint?.retryable, connections.length], [false, 1]);
  });

  it("gives up a stream that never ends", async () => {
    const chatter = Array.from({ length: 2_000 }, () => ({ type: "x", pad: "y".repeat(100) }));
    const { question } = bench({ answer: () => chatter, stepMs: 0 });
    assert.equal(codeOf(await question()), "cloud-reply-too-large");
  });

  for (const window of [1, 7, 1_400, 100_000]) {
    it(`sends session, picture and question through a window of ${window} bytes`, async () => {
      const { question, connections } = bench({ answer: speaks(GOOD), window, stepMs: 0 });
      const answer = await question();
      assert.deepEqual(answer.outcome, { ok: true, value: VERDICT });
      const [session, item, respond] = connections[0]?.received ?? [];
      assert.equal(session?.type, "session.update");
      assert.equal(respond?.type, "response.create");
      const text = JSON.stringify(item);
      assert.ok(text.includes(`data:image/jpeg;base64,${Buffer.from(jpeg).toString("base64")}`));
    });
  }

  it("takes a verdict that comes as text", async () => {
    const { question } = bench({ answer: speaks({ kind: "text", text: JSON.stringify(VERDICT) }) });
    assert.equal(codeOf(await question()), "ok");
  });

  it("shows its key in one header, to the host that it verifies", async () => {
    const { question, connections } = bench({ answer: speaks(GOOD) });
    await question();
    const [connection] = connections;
    assert.equal(connection?.options.headers?.get("authorization"), `Bearer ${KEY}`);
    assert.equal(connection?.options.path, "/v1/realtime?model=gpt-realtime-2.1-mini");
    assert.deepEqual(connection?.options.socket.tls, {
      host: "cloud.example",
      minimumVersion: "TLSv1.2",
    });
    assert.equal(JSON.stringify(connection?.received).includes(KEY), false);
  });

  it("tells the tokens where the response is heard to its end", async () => {
    const { question } = bench({ answer: speaks(LOOK, GOOD) });
    const { usage } = await question({}, { ...NO_TOOLS });
    assert.equal(usage.inputTokens, INPUT_TOKENS);
  });

  it("sends only what is new in each turn", async () => {
    const box: ToolBox = {
      ...NO_TOOLS,
      allowed: ["look_again"],
      run: () => Promise.resolve({ result: { width: 640 }, jpeg: Uint8Array.of(1, 2, 3) }),
    };
    const { question, connections } = bench({ answer: speaks(LOOK, GOOD) });
    const answer = await question({}, box);
    assert.deepEqual([codeOf(answer), answer.toolCalls, connections.length], ["ok", 1, 1]);
    assert.deepEqual(typesOf(connections[0]?.received), [
      "session.update",
      "conversation.item.create",
      "response.create",
      "conversation.item.create",
      "conversation.item.create",
      "response.create",
    ]);
    const sent = JSON.stringify(connections[0]?.received.slice(3));
    assert.ok(sent.includes("function_call_output") && sent.includes("AQID"));
  });

  it("takes nothing that the server says for a picture", async () => {
    const call = { id: "\\u0001", name: "\\u0001", args: {} };
    const { question, connections } = bench({
      answer: speaks({ kind: "calls", calls: [call] }, GOOD),
    });
    const answer = await question({}, { ...NO_TOOLS, allowed: ["look_again"] });
    assert.equal(codeOf(answer), "ok");
    assert.ok(JSON.stringify(connections[0]?.received).includes(JSON.stringify(call.id)));
  });

  it("ends a turn whose message cannot be made, and leaves no timer to the next", async () => {
    const { question, time } = bench({ answer: speaks(GOOD) });
    const memory = takeMemory();
    try {
      assert.equal(codeOf(await question()), "cloud-connection-failed");
    } finally {
      memory.giveBack();
    }
    time.run(1_000);
    assert.equal(time.pending, 0);
    assert.equal(codeOf(await question()), "ok");
  });

  it("keeps its connection for the next question, and has the old picture forgotten", async () => {
    const { question, line, connections } = bench({ answer: speaks(GOOD) });
    await question();
    await question();
    line.close();
    assert.deepEqual(typesOf(connections[0]?.received), [
      "session.update",
      "conversation.item.create",
      "response.create",
      "conversation.item.delete",
      "conversation.item.create",
      "response.create",
    ]);
    assert.deepEqual([connections.length, connections[0]?.closed], [1, true]);
  });

  it("tells a new connection all again after a lost one", async () => {
    const lost: SocketScript = {
      answer: ({ type }) => (type === "response.create" ? ["reset"] : []),
    };
    const { question, connections } = bench(lost, { answer: speaks(GOOD) });
    const answer = await question({ attemptsMax: 2 });
    assert.deepEqual([codeOf(answer), connections.length], ["ok", 2]);
    assert.equal(connections[1]?.received.length, 3);
  });
});
