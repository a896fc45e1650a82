import assert from "node:assert/strict";
import fc from "fast-check";
import { type Answer, ask } from "../../../modules/cloud/ask.js";
import { PostLine } from "../../../modules/cloud/line.js";
import { type ProviderName, providerOf } from "../../../modules/cloud/provider.js";
import { RealtimeLine } from "../../../modules/cloud/realtime-line.js";
import { RESULT_CHARS_MAX, type ToolBox, type ToolName } from "../../../modules/cloud/tools.js";
import {
  CALL_ID_CHARS_MAX,
  CALL_NAME_CHARS_MAX,
  CALLS_MAX,
  SIGNATURE_CHARS_MAX,
} from "../../../modules/cloud/turn.js";
import { actualCostOf, costOf } from "../../../modules/cycle/ask-cost.js";
import { FRAME_BYTES_MAX } from "../../../modules/frame/look.js";
import { DEFAULT_SETTINGS } from "../../../modules/settings/settings.js";
import { WAYS } from "../../helpers/asked-cloud.js";
import { eventStream, type Meaning, realtimeEvents, WORDS } from "../../helpers/cloud-words.js";
import { codec } from "../../helpers/fake-codec.js";
import { FakeHttps, type ServerScript } from "../../helpers/fake-https.js";
import { FakeTime, settled } from "../../helpers/fake-time.js";
import { FakeWebSocket, type Message } from "../../helpers/fake-web-socket.js";

const PRICES = { inputDollarsPerMTokens: 2, outputDollarsPerMTokens: 8 };
const ASK_MS = 60_000;
const FAST = { stepMs: 0, window: 100_000, piece: 100_000 };
const CLOUD = { ...DEFAULT_SETTINGS.cloud, ...PRICES, timeoutMs: ASK_MS };
const ALL_TOOLS = { toolLookAgain: true, toolHistory: true, toolStatus: true };
const jpeg = new Uint8Array(5_000);

type Cloud = typeof CLOUD;

/** What a server does with one request: it says something, or what it says is lost on the way. */
type Deed =
  | Meaning
  | { readonly kind: "lost" }
  | { readonly kind: "status"; readonly status: number };

const VERDICT: Meaning = {
  kind: "text",
  text: JSON.stringify({ person: true, confidence: 1, count: 1, summary: "" }),
};
const LOOK = { name: "look_again", args: { resolution: "vga", flash: false } };
const RECALL = { name: "recent_history", args: { minutes: 1_440 } };

/** As long as anything may be that comes back. */
const LONGEST: Meaning = {
  kind: "calls",
  calls: Array.from({ length: CALLS_MAX }, (_, at) => ({
    ...(at === 0 ? LOOK : RECALL),
    id: '"'.repeat(CALL_ID_CHARS_MAX / 2),
    signature: "s".repeat(SIGNATURE_CHARS_MAX / CALLS_MAX),
  })),
};
const NAMELESS: Meaning = {
  kind: "calls",
  calls: Array.from({ length: CALLS_MAX }, () => ({
    id: "x".repeat(CALL_ID_CHARS_MAX),
    name: "\\".repeat(CALL_NAME_CHARS_MAX / 2),
    args: {},
    signature: "s".repeat(SIGNATURE_CHARS_MAX / CALLS_MAX),
  })),
};

function httpsOf(provider: ProviderName, streamed: boolean, deed: Deed): ServerScript {
  if (deed.kind === "status") return { ...FAST, status: deed.status };
  if (deed.kind === "lost") return { ...FAST, endsWith: "network-reset" };
  const words = WORDS[provider];
  const body = streamed ? eventStream(words.events(deed)) : JSON.stringify(words.whole(deed));
  return { ...FAST, body };
}

/** The longest answers to whatever a device may be asked. */
function boxOf({ toolLookAgain, toolHistory, toolStatus }: Cloud): ToolBox {
  const allowed: ToolName[] = [];
  if (toolLookAgain) allowed.push("look_again");
  if (toolHistory) allowed.push("recent_history");
  if (toolStatus) allowed.push("device_status");
  const result = { text: "x".repeat(RESULT_CHARS_MAX - 17) };
  const picture = new Uint8Array(FRAME_BYTES_MAX);
  return {
    allowed,
    refuse: () => {},
    run: ({ name }) =>
      Promise.resolve(name === "look_again" ? { result, jpeg: picture } : { result }),
  };
}

/** Asks a server that does one deed after the other, again and again. */
async function askServer(way: (typeof WAYS)[number], cloud: Cloud, deeds: readonly Deed[]) {
  const time = new FakeTime();
  const provider = way.provider as ProviderName;
  const streamed = way.transport === "sse";
  let turn = 0;
  const next = (): Deed => deeds[turn++ % deeds.length] as Deed;
  const https = new FakeHttps(time, () => httpsOf(provider, streamed, next()));
  const socket = new FakeWebSocket(time, () => ({
    ...FAST,
    answer: ({ type }: Message) => {
      if (type !== "response.create") return [];
      const deed = next();
      if (deed.kind === "lost" || deed.kind === "status") return ["reset" as const];
      return realtimeEvents(deed) as Message[];
    },
  }));
  const host = {
    ...{ clock: time, timers: time, codec, random: { next: () => 0 } },
    network: { https: { client: https.entry }, wss: { client: socket.entry } },
  };
  const to = { host: "cloud.example", port: 443, path: "", key: "sk-secret" };
  const line =
    way.transport === "websocket"
      ? new RealtimeLine(host, to)
      : new PostLine(host, { ...to, provider: providerOf(provider), streamed });
  const { completionTokensMax, timeoutMs, attemptsMax, toolStepsMax } = cloud;
  const told = { completionTokensMax, timeoutMs, attemptsMax, toolStepsMax };
  const options = { ...told, model: "m".repeat(128), reasoning: "minimal" as const };
  const answer = await settled(ask(host, line, jpeg, options, boxOf(cloud)), time);
  line.close();
  return answer;
}

function isWithin(cloud: Cloud, answer: Answer): void {
  const reserved = costOf(cloud, jpeg.byteLength, ASK_MS, true);
  const actual = actualCostOf(cloud, answer, 0);
  assert.ok(actual.bytes <= reserved.bytes, `${actual.bytes} of ${reserved.bytes} bytes`);
  const { microDollars } = actual;
  assert.ok(microDollars <= reserved.microDollars, `${microDollars} of ${reserved.microDollars}`);
}

describe("what a question is reckoned at", () => {
  for (const way of WAYS) {
    for (const [what, calls] of [
      ["as long as they may be", LONGEST],
      ["of tools that there are not", NAMELESS],
    ] as const) {
      it(`holds calls ${what}, each turn sent twice, ${way.provider}, ${way.transport}`, async () => {
        const cloud = { ...CLOUD, ...ALL_TOOLS, attemptsMax: 2, toolStepsMax: 4 };
        const answer = await askServer(way, cloud, [{ kind: "lost" }, calls]);
        assert.equal(answer.outcome.ok ? "ok" : answer.outcome.code, "cloud-tool-steps");
        assert.deepEqual([answer.requests, answer.toolCalls], [10, 16]);
        isWithin(cloud, answer);
      });
    }
  }

  it("is never passed, whatever a cloud says or loses", async () => {
    const text = fc.constantFrom('"', "\\", "x", "\\u0001");
    const long = fc.tuple(text, fc.nat(140)).map(([part, times]) => part.repeat(times));
    const call = fc.record({
      id: long,
      name: fc.oneof(long, fc.constantFrom(LOOK.name, RECALL.name, "device_status")),
      args: fc.constantFrom(LOOK.args, RECALL.args, {}),
      signature: fc.tuple(text, fc.nat(3_000)).map(([part, times]) => part.repeat(times)),
    });
    const calls = fc
      .array(call, { minLength: 1, maxLength: CALLS_MAX + 1 })
      .map((called): Deed => ({ kind: "calls", calls: called }));
    const deed = fc.oneof(
      { weight: 4, arbitrary: calls },
      fc.constantFrom<Deed>(LONGEST, NAMELESS, { kind: "lost" }, { kind: "status", status: 503 }),
      fc.constantFrom<Deed>(
        VERDICT,
        { kind: "refused" },
        { kind: "failed" },
        { kind: "truncated" },
      ),
    );
    const cloudOf = fc.record({
      toolLookAgain: fc.boolean(),
      toolHistory: fc.boolean(),
      toolStatus: fc.boolean(),
      toolStepsMax: fc.nat(2),
      attemptsMax: fc.integer({ min: 1, max: 2 }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...WAYS),
        cloudOf,
        fc.array(deed, { minLength: 1, maxLength: 6 }),
        async (way, changes, deeds) => {
          const cloud = { ...CLOUD, ...changes };
          isWithin(cloud, await askServer(way, cloud, deeds));
        },
      ),
      { numRuns: 300 },
    );
  });

  it("has no turns of calls in it where the cloud may call nothing", () => {
    const allowed = { ...CLOUD, ...ALL_TOOLS };
    const none = { ...CLOUD, toolLookAgain: false, toolHistory: false, toolStatus: false };
    assert.deepEqual(costOf(allowed, 5_000, ASK_MS, false), costOf(none, 5_000, ASK_MS, true));
  });

  it("has as many attempts in it as there may be", () => {
    const once = costOf({ ...CLOUD, attemptsMax: 1 }, 5_000, ASK_MS, true);
    const thrice = costOf({ ...CLOUD, attemptsMax: 3 }, 5_000, ASK_MS, true);
    assert.deepEqual(
      [thrice.bytes, thrice.microDollars, thrice.millijoules],
      [3 * once.bytes, 3 * once.microDollars, once.millijoules],
    );
  });
});

describe("what a question did cost", () => {
  const way = { provider: "openai-chat", transport: "https" };
  const one = costOf({ ...CLOUD, attemptsMax: 1 }, 5_000, ASK_MS, true).microDollars;
  const costing = async (how: typeof way, ...deeds: Deed[]) => {
    const cloud = { ...CLOUD, attemptsMax: 2 };
    return actualCostOf(cloud, await askServer(how, cloud, deeds), 0).microDollars;
  };
  const told = 411 * PRICES.inputDollarsPerMTokens + 37 * PRICES.outputDollarsPerMTokens;

  it("is what the cloud told", async () => {
    assert.equal(await costing(way, VERDICT), told);
    assert.equal(await costing(way, { kind: "truncated" }), told);
  });

  it("has every request in it whose tokens nobody told", async () => {
    assert.equal(await costing(way, { kind: "lost" }, VERDICT), one + told);
    assert.equal(await costing(way, { kind: "status", status: 503 }), 2 * one);
  });

  it("is nothing where the server has turned it away", async () => {
    assert.equal(await costing(way, { kind: "status", status: 429 }), 0);
    assert.equal(await costing(way, { kind: "status", status: 401 }), 0);
  });

  for (const { provider, transport } of WAYS.filter((how) => how.transport !== "https")) {
    it(`is as reckoned where a verdict is taken early, ${provider}, ${transport}`, async () => {
      assert.equal(await costing({ provider, transport }, VERDICT), one);
    });
  }
});
