import assert from "node:assert/strict";
import fc from "fast-check";
import { type Answer, type AskCode, ask } from "../../../modules/cloud/ask.js";
import { PostLine } from "../../../modules/cloud/line.js";
import { type ProviderName, providerOf } from "../../../modules/cloud/provider.js";
import { REPLY_BYTES_MAX } from "../../../modules/cloud/reply-body.js";
import { RETRY_MS_BASE, WAIT_MS_MAX } from "../../../modules/cloud/retry.js";
import { NO_TOOLS, type ToolBox, type ToolRequest } from "../../../modules/cloud/tools.js";
import { eventStream, WORDS } from "../../helpers/cloud-words.js";
import { codec } from "../../helpers/fake-codec.js";
import { chatReply, FakeHttps, type ServerScript } from "../../helpers/fake-https.js";
import { FakeTime, settled } from "../../helpers/fake-time.js";

const KEY = "sk-secret";
const VERDICT = { person: true, confidence: 0.93, count: 2, summary: "Two people at a door." };
const jpeg = Uint8Array.from({ length: 5_000 }, (_, at) => at % 251);
const lineOptions = {
  host: "cloud.example",
  port: 8_443,
  path: "/v1/chat/completions",
  key: KEY,
  provider: providerOf("openai-chat"),
  streamed: false,
};
const options = {
  model: "some-model",
  completionTokensMax: 300,
  reasoning: undefined,
  timeoutMs: 20_000,
  attemptsMax: 1,
  toolStepsMax: 2,
};

type Changes = Partial<typeof options & typeof lineOptions & { ca: ArrayBuffer }>;

/** Asks servers of which each answers one request, the last all that follow. */
async function askServers(
  servers: readonly ServerScript[],
  changes: Changes = {},
  box: ToolBox = NO_TOOLS,
) {
  const time = new FakeTime();
  const https = new FakeHttps(time, (at) => servers[Math.min(at, servers.length - 1)] ?? {});
  const host = {
    clock: time,
    timers: time,
    codec,
    random: { next: () => 0.5 },
    network: { https: { client: https.entry } },
  };
  const line = new PostLine(host, { ...lineOptions, ...changes });
  const answer = await settled(ask(host, line, jpeg.buffer, { ...options, ...changes }, box), time);
  line.close();
  assert.equal(JSON.stringify(answer).includes(KEY), false, "the key is in no answer");
  return { answer, exchanges: https.exchanges, connections: https.connections, time };
}

async function askServer(server: ServerScript, changes: Changes = {}) {
  const { answer, exchanges, time } = await askServers([server], changes);
  const [exchange] = exchanges;
  assert.ok(exchange && exchanges.length === 1, "one request");
  if (server.refuses === undefined) assert.equal(exchange.closed, true, "it is closed");
  return { answer, exchange, time };
}

const codeOf = ({ outcome }: Answer): string => (outcome.ok ? "ok" : outcome.code);

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
    ["a page", { body: "<html>" }, "cloud-malformed"],
    ["a list", { body: "[]" }, "cloud-malformed"],
    ["no choice", { body: '{"choices":[]}' }, "cloud-malformed"],
    ["a choice that is none", { body: '{"choices":[null]}' }, "cloud-malformed"],
    ["no content", { body: chatReply("", { message: { content: null } }) }, "cloud-malformed"],
    ["words", { body: chatReply("yes") }, "cloud-malformed"],
    [
      "half a verdict",
      { body: chatReply('{"person":', { finish_reason: null }) },
      "cloud-malformed",
    ],
    ["another ending", { body: chatReply("", { finish_reason: "x" }) }, "cloud-malformed"],
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
      assert.equal(codeOf(answer), code);
    });
  }

  it("waits no longer than its time limit", async () => {
    const { time } = await askServer({ silent: true }, { timeoutMs: 7_000 });
    assert.equal(time.monotonicMs(), 7_000);
    assert.equal(time.pending, 0);
  });

  it("passes on how long a rate limit lasts", async () => {
    const { answer } = await askServer({ status: 429, headers: [["retry-after", "30"]] });
    assert.deepEqual([answer.status, answer.hint], [429, { retryable: true, afterMs: 30_000 }]);
  });

  it("gives the verdict, the status and what went over the wire", async () => {
    const body = chatReply(VERDICT);
    const { answer, exchange } = await askServer({ body });
    assert.deepEqual(answer, {
      outcome: { ok: true, value: VERDICT },
      status: 200,
      requests: 1,
      toolCalls: 0,
      bytesSent: exchange.sent.length,
      bytesReceived: Buffer.byteLength(body),
      usage: { inputTokens: 0, outputTokens: 0 },
      untold: [0],
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
    assert.deepEqual([request?.method, request?.path], ["POST", lineOptions.path]);
    assert.deepEqual([client.host, client.port], ["cloud.example", 8_443]);
    assert.deepEqual(client.socket, {
      io: "a TLS socket",
      tls: { host: "cloud.example", minimumVersion: "TLSv1.2" },
    });
    assert.equal(new TextDecoder().decode(Uint8Array.from(exchange.sent)).includes(KEY), false);
  });

  it("trusts the authority it is given", async () => {
    const ca = Uint8Array.of(0x30, 0x82).buffer;
    const { exchange } = await askServer({ body: chatReply(VERDICT) }, { ca });
    assert.equal(exchange.client.socket.tls?.ca, ca);
  });

  it("gives a code for whatever a line throws, and none of its words", async () => {
    const time = new FakeTime();
    const host = { clock: time, timers: time, random: { next: () => 0.5 } };
    const thrown = [
      [new Error(KEY), "cloud-connection-failed"],
      [Object.assign(new Error(KEY), { code: "network-reset" }), "network-reset"],
      [undefined, "cloud-connection-failed"],
    ] as const;
    for (const [error, code] of thrown) {
      const thrower = () => {
        throw error;
      };
      for (const say of [thrower, () => Promise.reject(error)]) {
        const line = { say, close: () => {} };
        const answer = await settled(ask(host, line, jpeg, options, NO_TOOLS), time);
        assert.deepEqual([codeOf(answer), answer.requests, answer.untold], [code, 1, [0]]);
        assert.equal(JSON.stringify(answer).includes(KEY), false);
      }
    }
  });

  it("does not make anything throw, whatever byte of an answer is damaged", async () => {
    const bytes = new TextEncoder().encode(chatReply(VERDICT));
    await fc.assert(
      fc.asyncProperty(
        fc.nat(bytes.length - 1),
        fc.nat(255),
        fc.nat(bytes.length),
        async (at, byte, end) => {
          const body = bytes.slice(0, end);
          if (at < end) body[at] = byte;
          const { answer } = await askServer({ body });
          assert.ok(answer.outcome.ok || answer.outcome.code.startsWith("cloud-"));
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe("a question that failed", () => {
  const good = { body: chatReply(VERDICT) };
  const twice = { attemptsMax: 2 };
  const delays = RETRY_MS_BASE / 2;

  for (const status of [400, 401, 403, 404, 413, 422]) {
    it(`is not sent again after ${status}`, async () => {
      const { answer, exchanges } = await askServers([{ status }, good], twice);
      assert.deepEqual([exchanges.length, answer.outcome.ok], [1, false]);
    });
  }

  for (const status of [408, 409, 429, 500, 502, 503, 529]) {
    it(`is sent again after ${status}`, async () => {
      const { answer, exchanges } = await askServers([{ status }, good], twice);
      assert.deepEqual([exchanges.length, codeOf(answer), answer.requests], [2, "ok", 2]);
    });
  }

  it("is not sent again where the server says so", async () => {
    const headers = [["x-should-retry", "false"]] as const;
    const { answer, exchanges } = await askServers([{ status: 500, headers }, good], twice);
    assert.deepEqual([exchanges.length, answer.hint], [1, { retryable: false }]);
  });

  it("is sent again where the server says so", async () => {
    const headers = [["x-should-retry", "true"]] as const;
    const { answer } = await askServers([{ status: 400, headers }, good], twice);
    assert.equal(codeOf(answer), "ok");
  });

  it("is sent again over another connection where the first was lost", async () => {
    const lost = { diesAfterBytes: 100 };
    const { answer, connections } = await askServers([lost, good], twice);
    assert.deepEqual([codeOf(answer), connections], ["ok", 2]);
  });

  it("is not sent again where the certificate is not trusted", async () => {
    const { exchanges } = await askServers([{ fails: "tls-untrusted" }, good], twice);
    assert.equal(exchanges.length, 1);
  });

  it("waits by chance, and as long as it is told to", async () => {
    const plain = await askServers(
      [
        { status: 500, stepMs: 0 },
        { ...good, stepMs: 0 },
      ],
      twice,
    );
    assert.equal(plain.time.monotonicMs(), delays);
    const headers = [
      ["retry-after", "60"],
      ["retry-after-ms", "1500"],
    ] as const;
    const told = await askServers(
      [
        { status: 429, headers, stepMs: 0 },
        { ...good, stepMs: 0 },
      ],
      twice,
    );
    assert.equal(told.time.monotonicMs(), 1_500 + delays);
  });

  it("is left to a later wake where the wait is long", async () => {
    const headers = [["retry-after-ms", String(WAIT_MS_MAX + 1)]] as const;
    const { answer, exchanges } = await askServers([{ status: 429, headers }, good], twice);
    assert.deepEqual([exchanges.length, answer.hint?.afterMs], [1, WAIT_MS_MAX + 1]);
  });

  it("is sent no more often than the settings allow", async () => {
    const { answer, exchanges } = await askServers([{ status: 500 }], { attemptsMax: 3 });
    assert.deepEqual([exchanges.length, codeOf(answer)], [3, "cloud-server-error"]);
  });

  it("keeps to one time limit for all attempts", async () => {
    const slow = { status: 500, stepMs: 900 };
    const { time } = await askServers([slow], { attemptsMax: 4, timeoutMs: 6_000 });
    assert.ok(time.monotonicMs() <= 6_000, `${time.monotonicMs()} ms`);
  });
});

describe("a streamed answer", () => {
  for (const name of Object.keys(WORDS) as ProviderName[]) {
    const changes = { provider: providerOf(name), streamed: true, path: "" };
    const text = JSON.stringify(VERDICT);
    const body = eventStream(WORDS[name].events({ kind: "text", text }));

    it(`of ${name} ends the connection as soon as the verdict stands`, async () => {
      const piece = 40;
      const { answer, exchange } = await askServer(
        { body: `${body}data: [DONE]\n\n`, piece },
        changes,
      );
      assert.deepEqual(answer.outcome, { ok: true, value: VERDICT });
      assert.ok(answer.bytesReceived < body.length, `${answer.bytesReceived} of ${body.length}`);
      assert.equal(exchange.request?.headers?.get("accept"), "text/event-stream");
    });

    it(`of ${name} that is cut before the verdict stands is malformed or lost`, async () => {
      const cut = body.slice(0, body.length / 4);
      const { answer } = await askServer({ body: cut }, changes);
      assert.equal(codeOf(answer), "cloud-malformed");
      const lost = await askServer({ body: cut, endsWith: "network-reset" }, changes);
      assert.equal(codeOf(lost.answer), "network-reset");
    });
  }

  it("of nothing but comments is given up", async () => {
    const { answer } = await askServer(
      { body: ": wait\n\n".repeat(20_000), piece: 5_000 },
      { streamed: true },
    );
    assert.equal(codeOf(answer), "cloud-reply-too-large");
  });
});

describe("an answer that is cut at any byte", () => {
  const text = JSON.stringify(VERDICT);
  for (const name of Object.keys(WORDS) as ProviderName[]) {
    for (const streamed of [false, true]) {
      it(`is a failure with a code until the verdict stands, ${name}, ${streamed ? "streamed" : "whole"}`, async () => {
        const changes = { provider: providerOf(name), streamed, path: "" };
        const words = WORDS[name];
        const meaning = { kind: "text", text } as const;
        const body = new TextEncoder().encode(
          streamed ? eventStream(words.events(meaning)) : JSON.stringify(words.whole(meaning)),
        );
        let answered = false;
        for (let end = 0; end < body.length; end++) {
          const cut = { body: body.slice(0, end), endsWith: "network-reset", stepMs: 0 };
          const { answer } = await askServer(cut, changes);
          const code = codeOf(answer);
          if (answered) assert.equal(code, "ok", `byte ${end}, after it was answered`);
          else if (code === "ok") answered = streamed;
          else assert.equal(code, "network-reset", `byte ${end}`);
          assert.ok(streamed || code !== "ok", `byte ${end} of a whole answer`);
        }
        assert.equal(answered, streamed);
      });
    }
  }
});

describe("a cloud that calls tools", () => {
  const CALL = { id: "c1", name: "look_again", args: { resolution: "vga", flash: false } };
  const asked: ToolRequest[] = [];
  const box: ToolBox = {
    ...NO_TOOLS,
    allowed: ["look_again"],
    run: (request) => {
      asked.push(request);
      return Promise.resolve({ result: { width: 640 }, jpeg: Uint8Array.of(1, 2, 3) });
    },
  };
  beforeEach(() => {
    asked.length = 0;
  });

  for (const name of Object.keys(WORDS) as ProviderName[]) {
    for (const streamed of [false, true]) {
      const changes = { provider: providerOf(name), streamed, path: "" };
      const said = (
        meaning: Parameters<(typeof WORDS)[ProviderName]["whole"]>[0],
      ): ServerScript => ({
        body: streamed
          ? eventStream(WORDS[name].events(meaning))
          : JSON.stringify(WORDS[name].whole(meaning)),
      });
      const verdict = said({ kind: "text", text: JSON.stringify(VERDICT) });
      const calls = said({ kind: "calls", calls: [CALL] });

      it(`gets an answer and another picture, ${name}, ${streamed ? "streamed" : "whole"}`, async () => {
        const { answer, exchanges } = await askServers([calls, verdict], changes, box);
        assert.deepEqual([codeOf(answer), answer.toolCalls, answer.requests], ["ok", 1, 2]);
        assert.equal(asked.length, 1);
        const sent = new TextDecoder().decode(Uint8Array.from(exchanges[1]?.sent ?? []));
        assert.ok(sent.includes("AQID") && sent.includes("width"));
        JSON.parse(sent);
      });

      it(`is stopped at once where none was offered, ${name}, ${streamed ? "streamed" : "whole"}`, async () => {
        const refused: string[] = [];
        const none = { ...NO_TOOLS, refuse: (tool: string) => refused.push(tool) };
        const { answer, exchanges } = await askServers([calls], changes, none);
        assert.deepEqual([codeOf(answer), exchanges.length], ["cloud-tool-steps", 1]);
        assert.deepEqual([answer.toolCalls, refused], [0, []]);
      });

      it(`is stopped where it calls without end, ${name}, ${streamed ? "streamed" : "whole"}`, async () => {
        const { answer, exchanges } = await askServers([calls], changes, box);
        assert.deepEqual([codeOf(answer), exchanges.length], ["cloud-tool-steps", 3]);
        const last = new TextDecoder().decode(Uint8Array.from(exchanges[2]?.sent ?? []));
        assert.ok(!last.includes("Takes another picture"), "the last turn offers no tools");
      });
    }
  }

  it("gets one picture a turn", async () => {
    const refused: string[] = [];
    const counting = { ...box, refuse: (tool: string) => refused.push(tool) };
    const chat = WORDS["openai-chat"].whole({
      kind: "calls",
      calls: [CALL, { ...CALL, id: "c2" }],
    });
    const servers = [{ body: JSON.stringify(chat) }, { body: chatReply(VERDICT) }];
    const { answer, exchanges } = await askServers(servers, {}, counting);
    assert.deepEqual([codeOf(answer), asked.length, refused], ["ok", 1, ["look_again"]]);
    const sent = Buffer.from(exchanges[1]?.sent ?? []).toString();
    assert.equal(sent.split("data:image/jpeg").length, 3);
    assert.ok(sent.includes("one picture a turn"));
  });

  it("keeps its connection from turn to turn", async () => {
    const calls = {
      body: JSON.stringify(WORDS["openai-chat"].whole({ kind: "calls", calls: [CALL] })),
    };
    const { connections } = await askServers([calls, { body: chatReply(VERDICT) }], {}, box);
    assert.equal(connections, 1);
  });

  it("opens another connection where the server closes its own", async () => {
    const body = JSON.stringify(WORDS["openai-chat"].whole({ kind: "calls", calls: [CALL] }));
    const calls = { body, headers: [["connection", "close"]] as const };
    const { connections, answer } = await askServers(
      [calls, { body: chatReply(VERDICT) }],
      {},
      box,
    );
    assert.deepEqual([connections, codeOf(answer)], [2, "ok"]);
  });
});
