import assert from "node:assert/strict";
import { type ProviderName, providerOf } from "../../../modules/cloud/provider.js";
import {
  type AnsweredCall,
  PICTURE,
  type Question,
  type Reasoning,
  textsAround,
} from "../../../modules/cloud/question.js";
import { declarationOf } from "../../../modules/cloud/tools.js";
import { SIGNATURE_CHARS_MAX, Turn, VERDICT_TOOL } from "../../../modules/cloud/turn.js";
import { INPUT_TOKENS, type Meaning, OUTPUT_TOKENS, WORDS } from "../../helpers/cloud-words.js";

const VERDICT = { person: true, confidence: 0.93, count: 2, summary: "Two people at a door." };
const TEXT = JSON.stringify(VERDICT);
const CALL = { id: "call_1", name: "look_again", args: { resolution: "vga", flash: false } };
const NAMES = Object.keys(WORDS) as ProviderName[];

function heard(name: ProviderName, meaning: Meaning, streamed: boolean): Turn {
  const provider = providerOf(name);
  const turn = new Turn();
  const said = streamed ? WORDS[name].events(meaning) : [WORDS[name].whole(meaning)];
  for (const message of said) provider.take(message as Record<string, unknown>, turn, streamed);
  return turn;
}

/** As each provider names it. */
function usageOf(tokens: unknown): object {
  return {
    ...{ prompt_tokens: tokens, completion_tokens: tokens },
    ...{ input_tokens: tokens, output_tokens: tokens },
    ...{ promptTokenCount: tokens, candidatesTokenCount: tokens, thoughtsTokenCount: tokens },
  };
}

/** What each cannot say apart is said as its neighbour. */
const CODES: Readonly<Record<ProviderName, Readonly<Record<string, string>>>> = {
  "openai-chat": {
    refused: "cloud-refused",
    "safety-stop": "cloud-filtered",
    filtered: "cloud-filtered",
  },
  "openai-responses": {
    refused: "cloud-refused",
    "safety-stop": "cloud-filtered",
    filtered: "cloud-filtered",
  },
  anthropic: {
    refused: "cloud-refused",
    "safety-stop": "cloud-refused",
    filtered: "cloud-refused",
  },
  gemini: {
    refused: "cloud-filtered",
    "safety-stop": "cloud-safety-stop",
    filtered: "cloud-filtered",
  },
};

for (const name of NAMES) {
  for (const streamed of [false, true]) {
    describe(`${name}, ${streamed ? "streamed" : "whole"}`, () => {
      for (const kind of ["refused", "filtered", "safety-stop"] as const) {
        it(`knows a turn that is ${kind}`, () => {
          const said = heard(name, { kind }, streamed).said();
          assert.equal(said?.kind === "failed" && said.code, CODES[name][kind]);
        });
      }

      it("knows a turn that is cut short", () => {
        const said = heard(name, { kind: "truncated" }, streamed).said();
        assert.deepEqual(said, { kind: "failed", code: "cloud-truncated" });
      });

      it("knows a cloud that fails with a good status", () => {
        const said = heard(name, { kind: "failed" }, streamed).said();
        assert.equal(said?.kind, "failed");
        assert.equal(said?.kind === "failed" && said.code, "cloud-server-error");
      });

      it("takes words around the verdict for no verdict", () => {
        const said = heard(name, { kind: "text", text: `Well: ${TEXT}` }, streamed).said();
        assert.equal(said?.kind === "failed" && said.code, "cloud-malformed");
      });

      it("takes the verdict", () => {
        const said = heard(name, { kind: "text", text: TEXT }, streamed).said();
        assert.deepEqual(said, { kind: "verdict", verdict: VERDICT });
      });

      it("counts tokens as far as they are told", () => {
        const { usage } = heard(name, { kind: "text", text: TEXT }, streamed);
        assert.deepEqual(usage, { inputTokens: INPUT_TOKENS, outputTokens: OUTPUT_TOKENS });
      });

      it("takes the calls of a turn, in order", () => {
        const second = { id: "call_2", name: "device_status", args: {} };
        const said = heard(name, { kind: "calls", calls: [CALL, second] }, streamed).said();
        assert.ok(said?.kind === "calls");
        assert.deepEqual(
          said.calls.map((call) => [call.name, JSON.parse(call.arguments)]),
          [
            [CALL.name, CALL.args],
            [second.name, {}],
          ],
        );
        if (name !== "gemini")
          assert.deepEqual(
            said.calls.map(({ id }) => id),
            ["call_1", "call_2"],
          );
        else assert.equal(said.calls[0]?.signature, "c2ln");
      });

      it("takes a verdict that is a tool's", () => {
        const call = { id: "call_9", name: VERDICT_TOOL, args: VERDICT };
        const said = heard(name, { kind: "calls", calls: [call] }, streamed).said();
        assert.deepEqual(said, { kind: "verdict", verdict: VERDICT });
      });
    });
  }

  it(`${name} tells no tokens that are no numbers`, () => {
    const whole = WORDS[name].whole({ kind: "text", text: TEXT });
    for (const strange of ["7", [], {}, { toString: 1, valueOf: 1 }, null, true, -1, 0.5]) {
      const turn = new Turn();
      const told = { usage: usageOf(strange), usageMetadata: usageOf(strange) };
      providerOf(name).take({ ...whole, ...told }, turn, false);
      assert.deepEqual(turn.usage, { inputTokens: 0, outputTokens: 0 });
      assert.equal(turn.said()?.kind, "verdict");
    }
  });

  it(`${name} takes the verdict from a stream before its end`, () => {
    const provider = providerOf(name);
    const turn = new Turn();
    const events = WORDS[name].events({ kind: "text", text: TEXT });
    const taken = events.findIndex((event) => {
      provider.take(event as Record<string, unknown>, turn, true);
      return turn.said() !== undefined;
    });
    assert.ok(taken >= 0 && taken < events.length - 1, `event ${taken} of ${events.length}`);
  });
}

it("gemini tells no tokens where those of its thinking are no number", () => {
  const turn = new Turn();
  const thoughtsTokenCount = { toString: 1, valueOf: 1 };
  const told = { promptTokenCount: 411, candidatesTokenCount: 7, thoughtsTokenCount };
  providerOf("gemini").take({ usageMetadata: told }, turn, false);
  assert.deepEqual(turn.usage, { inputTokens: 411, outputTokens: 0 });
});

describe("openai-chat's pieces of calls", () => {
  const piece = (index: number | undefined, given: string, name?: string) => {
    return { index, id: name, function: { name, arguments: given } };
  };
  const heardPieces = (...deltas: object[][]): Turn => {
    const turn = new Turn();
    for (const calls of deltas) {
      providerOf("openai-chat").take({ choices: [{ delta: { tool_calls: calls } }] }, turn, true);
    }
    turn.end();
    return turn;
  };
  const argumentsOf = (turn: Turn) => {
    const said = turn.said();
    return said?.kind === "calls" && said.calls.map((call) => call.arguments);
  };

  it("go to the call of their index, in whatever order they come", () => {
    const both = [piece(0, "", "a"), piece(1, "", "b")];
    const turn = heardPieces(both, [piece(1, "{1")], [piece(0, "{0")], [piece(1, "}")]);
    assert.deepEqual(argumentsOf(turn), ["{0", "{1}"]);
  });

  it("go to the last call of an index that several have, or where none is told", () => {
    const same = heardPieces([piece(0, "", "a")], [piece(0, "", "b")], [piece(0, "{}")]);
    assert.deepEqual(argumentsOf(same), ["", "{}"]);
    const none = heardPieces([piece(undefined, "", "a")], [piece(undefined, "{}")]);
    assert.deepEqual(argumentsOf(none), ["{}"]);
  });

  it("are malformed where no call has their index", () => {
    const said = heardPieces([piece(0, "", "a")], [piece(1, "{}")]).said();
    assert.equal(said?.kind === "failed" && said.code, "cloud-malformed");
  });
});

it("gemini takes so long signatures in a turn as a question has paid for", () => {
  const signed = (...signatures: string[]) => {
    const calls = signatures.map((signature) => ({ ...CALL, signature }));
    return heard("gemini", { kind: "calls", calls }, false).said()?.kind;
  };
  const half = "s".repeat(SIGNATURE_CHARS_MAX / 2);
  assert.equal(signed(half, half), "calls");
  assert.equal(signed(half, half, "s"), "failed");
  assert.equal(signed('"'.repeat(half.length + 1)), "failed");
});

it("openai-chat refuses nothing by an empty refusal", () => {
  const turn = new Turn();
  const message = { role: "assistant", content: TEXT, refusal: "" };
  providerOf("openai-chat").take({ choices: [{ message, finish_reason: "stop" }] }, turn, false);
  assert.deepEqual(turn.said(), { kind: "verdict", verdict: VERDICT });
});

describe("a request", () => {
  const jpeg = new Uint8Array(3);
  const called: AnsweredCall = {
    id: "call_1",
    name: "look_again",
    arguments: '{"resolution":"vga","flash":false}',
    signature: "c2ln",
    result: '{"width":640}',
    jpeg: new Uint8Array(6),
  };
  const plain: Question = {
    model: "some/model",
    tokensMax: 99,
    reasoning: undefined,
    jpeg,
    tools: [],
    steps: [],
  };
  const withTools: Question = { ...plain, tools: [declarationOf("look_again")], steps: [[called]] };

  for (const name of NAMES) {
    it(`to ${name} has one place for the picture and no tools where none are allowed`, () => {
      const texts = textsAround(providerOf(name).body(plain, false));
      assert.equal(texts.length, 2);
      assert.ok(!texts.join("").includes("look_again"));
    });

    it(`to ${name} has a place for every picture, in order`, () => {
      const texts = textsAround(providerOf(name).body(withTools, true));
      assert.equal(texts.length, 3);
      assert.ok(texts[1]?.includes("look_again"), "the call stands between its pictures");
      JSON.parse(texts.join("AAAA"));
    });

    it(`to ${name} takes nothing that a cloud says for a picture`, () => {
      // Six characters, which JSON writes for a control character.
      const said = "\\u0001";
      const echoed = { ...called, id: said, name: said, signature: said };
      const texts = textsAround(providerOf(name).body({ ...withTools, steps: [[echoed]] }, false));
      assert.equal(texts.length, 3);
      assert.ok(texts[1]?.includes(JSON.stringify(said)));
      const turn = new Turn();
      for (const text of [PICTURE, "a\u0001", "\ufffd"]) turn.addCall(text, "look_again", "{}");
      assert.equal(turn.said()?.kind, "failed");
    });

    it(`to ${name} says how long the answer may be, and the form of a verdict`, () => {
      const text = JSON.stringify(providerOf(name).body(plain, false));
      assert.ok(text.includes(":99"));
      assert.ok(text.includes('"required":["person","confidence","count","summary"]'));
    });

    it(`to ${name} carries the key in its headers alone`, () => {
      const headers = new Map(providerOf(name).headers("sk-secret"));
      assert.ok([...headers.values()].some((value) => value.includes("sk-secret")));
      assert.ok(!providerOf(name).path("m", true).includes("sk-secret"));
    });
  }

  const EFFORTS: Readonly<Record<ProviderName, readonly (readonly [Reasoning, string])[]>> = {
    "openai-chat": [
      ["none", '"reasoning_effort":"none"'],
      ["low", '"reasoning_effort":"low"'],
    ],
    "openai-responses": [
      ["none", '"reasoning":{"effort":"none"}'],
      ["high", '"reasoning":{"effort":"high"}'],
    ],
    anthropic: [
      ["none", '},"thinking":{"type":"disabled"}'],
      ["minimal", ',"effort":"low"}'],
      ["medium", ',"effort":"medium"}'],
    ],
    gemini: [
      ["none", '"thinkingConfig":{"thinkingBudget":0}'],
      ["minimal", '"thinkingConfig":{"thinkingLevel":"minimal"}'],
    ],
  };
  for (const name of NAMES) {
    it(`to ${name} says how long to think where that is wanted, and nothing of it else`, () => {
      const provider = providerOf(name);
      assert.doesNotMatch(JSON.stringify(provider.body(plain, false)), /thinking|effort|reasoning/);
      for (const [reasoning, words] of EFFORTS[name]) {
        const text = JSON.stringify(provider.body({ ...plain, reasoning }, false));
        assert.ok(text.includes(words), text);
      }
    });
  }

  it("has the shapes of the documentation", () => {
    const chat = providerOf("openai-chat").body(withTools, true) as Readonly<
      Record<string, unknown>
    >;
    assert.deepEqual(chat.stream_options, { include_usage: true });
    assert.deepEqual((chat.messages as object[])[0], {
      role: "user",
      content: [
        (chat.messages as { content: object[] }[])[0]?.content[0],
        {
          type: "image_url",
          image_url: { detail: "low", url: `data:image/jpeg;base64,${PICTURE}` },
        },
      ],
    });
    assert.deepEqual((chat.messages as object[])[2], {
      role: "tool",
      tool_call_id: "call_1",
      content: '{"width":640}',
    });
    const messages = providerOf("anthropic").body(withTools, false) as Readonly<
      Record<string, unknown>
    >;
    assert.deepEqual((messages.messages as object[])[1], {
      role: "assistant",
      content: [
        {
          type: "tool_use",
          id: "call_1",
          name: "look_again",
          input: { resolution: "vga", flash: false },
        },
      ],
    });
    const contents = providerOf("gemini").body(withTools, false) as Readonly<
      Record<string, unknown>
    >;
    assert.deepEqual((contents.contents as object[])[1], {
      role: "model",
      parts: [
        {
          functionCall: { name: "look_again", args: { resolution: "vga", flash: false } },
          thoughtSignature: "c2ln",
        },
      ],
    });
    const response = providerOf("openai-responses").body(withTools, false) as Readonly<
      Record<string, unknown>
    >;
    assert.equal(response.store, false);
    assert.deepEqual(
      (response.input as object[]).map((item) => (item as { type: string }).type),
      ["message", "function_call", "function_call_output", "message"],
    );
  });
});
