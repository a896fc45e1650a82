import assert from "node:assert/strict";
import fc from "fast-check";
import { ask } from "../../../modules/cloud/ask.js";
import { EventStream } from "../../../modules/cloud/event-stream.js";
import { takeRealtime } from "../../../modules/cloud/openai-realtime.js";
import { type ProviderName, providerOf } from "../../../modules/cloud/provider.js";
import type { Question } from "../../../modules/cloud/question.js";
import { answerCall, declarationOf, NO_TOOLS } from "../../../modules/cloud/tools.js";
import { Turn } from "../../../modules/cloud/turn.js";
import { eventStream, type Meaning, realtimeEvents, WORDS } from "../../helpers/cloud-words.js";
import { codec } from "../../helpers/fake-codec.js";
import { FakeTime, settled } from "../../helpers/fake-time.js";

/** More by the flag: FUZZ_INPUTS=100000 npm test modules/cloud/fuzz. */
const INPUTS = Number(process.env.FUZZ_INPUTS ?? 2_000);
const NAMES = Object.keys(WORDS) as ProviderName[];
const VERDICT = JSON.stringify({ person: true, confidence: 0.9, count: 1, summary: "One." });
const CALL = { id: "c1", name: "look_again", args: { resolution: "vga", flash: false } };

const meaning = fc.constantFrom<Meaning>(
  { kind: "text", text: VERDICT },
  { kind: "calls", calls: [CALL] },
  { kind: "refused" },
  { kind: "truncated" },
  { kind: "failed" },
);

/** Values where a reply has others: what a broken server, or a hostile one, puts there. */
const strange = fc.oneof(
  fc.constantFrom(null, true, -1, 1e308, "", "\u0001", [], {}, "__proto__", "x".repeat(5_000)),
  fc.jsonValue({ maxDepth: 3 }),
);

/** The same message with one of its values, anywhere, replaced. */
function spoilt(message: unknown, at: number, value: unknown): unknown {
  let left = at;
  const walk = (part: unknown): unknown => {
    if (left-- === 0) return value;
    if (Array.isArray(part)) return part.map(walk);
    if (typeof part !== "object" || part === null) return part;
    return Object.fromEntries(Object.entries(part).map(([name, inner]) => [name, walk(inner)]));
  };
  return walk(message);
}

function isSound(turn: Turn): void {
  const said = turn.said();
  if (said?.kind === "failed") assert.match(said.code, /^cloud-/);
  if (said?.kind === "verdict") assert.equal(typeof said.verdict.person, "boolean");
  if (said?.kind === "calls") {
    for (const call of said.calls) {
      assert.equal(typeof call.name, "string");
      assert.ok(call.arguments.length <= 2_048);
    }
  }
}

describe(`words that no provider would say, ${INPUTS} of each kind`, () => {
  it("make nothing throw, in a whole reply or in an event", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...NAMES),
        fc.boolean(),
        meaning,
        fc.nat(60),
        strange,
        (name, streamed, meant, at, value) => {
          const turn = new Turn();
          const messages = streamed ? WORDS[name].events(meant) : [WORDS[name].whole(meant)];
          for (const message of messages) {
            const said = spoilt(message, at, value);
            if (typeof said !== "object" || said === null || Array.isArray(said)) continue;
            providerOf(name).take(said as Record<string, unknown>, turn, streamed);
          }
          isSound(turn);
        },
      ),
      { numRuns: INPUTS },
    );
  });

  it("make nothing throw over Realtime", () => {
    fc.assert(
      fc.property(meaning, fc.nat(60), strange, (meant, at, value) => {
        const turn = new Turn();
        for (const event of realtimeEvents(meant)) {
          const said = spoilt(event, at, value);
          if (typeof said !== "object" || said === null || Array.isArray(said)) continue;
          takeRealtime(said as Record<string, unknown>, turn);
        }
        isSound(turn);
      }),
      { numRuns: INPUTS },
    );
  });

  it("make a stream of bytes no longer than it was", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...NAMES),
        meaning,
        fc.array(fc.tuple(fc.nat(4_000), fc.nat(255)), { maxLength: 8 }),
        fc.integer({ min: 1, max: 700 }),
        (name, meant, changes, piece) => {
          const bytes = new TextEncoder().encode(eventStream(WORDS[name].events(meant)));
          for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
          let told = 0;
          const stream = new EventStream(codec, (data) => {
            told += data.length;
          });
          for (let at = 0; at < bytes.length; at += piece) {
            if (stream.add(bytes.slice(at, at + piece)) !== undefined) break;
          }
          assert.ok(told <= bytes.length);
        },
      ),
      { numRuns: INPUTS },
    );
  });

  it("make a tool do nothing, and every answer to it JSON of an object", async () => {
    const text = fc.oneof(fc.json(), fc.string(), fc.constant('{"resolution":"vga","flash":true}'));
    const name = fc.oneof(
      fc.constantFrom("look_again", "recent_history", "device_status"),
      fc.string(),
    );
    await fc.assert(
      fc.asyncProperty(name, text, async (called, given) => {
        const answered = await answerCall(
          NO_TOOLS,
          { id: "1", name: called, arguments: given },
          true,
        );
        assert.equal(typeof JSON.parse(answered.result), "object");
        assert.equal(typeof JSON.parse(answered.arguments), "object");
      }),
      { numRuns: INPUTS },
    );
  });

  it("end a conversation within its turns and its time, whatever each turn brings", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...NAMES),
        fc.array(fc.tuple(meaning, fc.nat(60), strange), { minLength: 1, maxLength: 5 }),
        async (name, turns) => {
          const time = new FakeTime();
          let asked = 0;
          const line = {
            say: (question: Question, turn: Turn) => {
              JSON.stringify(providerOf(name).body(question, false));
              const [meant, at, value] = turns[asked % turns.length] as (typeof turns)[number];
              asked += 1;
              const said = spoilt(WORDS[name].whole(meant), at, value);
              if (typeof said === "object" && said !== null && !Array.isArray(said)) {
                providerOf(name).take(said as Record<string, unknown>, turn, false);
              }
              return Promise.resolve({ bytesSent: 1, bytesReceived: 1 });
            },
            close: () => {},
          };
          const host = { clock: time, timers: time, random: { next: () => 0.5 } };
          const options = {
            model: "m",
            completionTokensMax: 99,
            reasoning: undefined,
            timeoutMs: 20_000,
            attemptsMax: 2,
            toolStepsMax: 2,
          };
          const box = { ...NO_TOOLS, allowed: [declarationOf("look_again").name as "look_again"] };
          const answer = await settled(ask(host, line, new Uint8Array(3), options, box), time);
          assert.ok(asked <= 6, `${asked} requests`);
          assert.ok(time.monotonicMs() <= 20_000);
          assert.ok(answer.outcome.ok || answer.outcome.code.startsWith("cloud-"));
        },
      ),
      { numRuns: Math.ceil(INPUTS / 4) },
    );
  });
});
