import assert from "node:assert/strict";
import fc from "fast-check";
import { chatRequestAround, parseChatReply } from "../../../modules/cloud/chat-completions.js";
import {
  CONTENT_CHARS_MAX,
  parseVerdict,
  SUMMARY_CHARS_MAX,
} from "../../../modules/cloud/verdict.js";
import { codec } from "../../helpers/fake-codec.js";
import { chatReply } from "../../helpers/fake-https.js";

const VERDICT = { person: true, confidence: 0.93, count: 2, summary: "Two people at a door." };

function replyCode(body: string): string {
  const reply = parseChatReply(body);
  return reply.ok ? "ok" : reply.code;
}

describe("a verdict", () => {
  const malformed: [string, object | string][] = [
    ["text around the object", `Sure! ${JSON.stringify(VERDICT)}`],
    ["a list", "[]"],
    ["null", "null"],
    ["nothing", ""],
    ["a missing member", { person: true, confidence: 1, count: 1 }],
    ["a further member", { ...VERDICT, mood: "fine" }],
    ["another member in place of one", { person: true, confidence: 1, count: 1, sum: "" }],
    ["a prototype in place of one", '{"person":true,"confidence":1,"count":1,"__proto__":"a"}'],
    ["a person that is a word", { ...VERDICT, person: "true" }],
    ["a confidence over 1", { ...VERDICT, confidence: 1.01 }],
    ["a confidence below 0", { ...VERDICT, confidence: -0.1 }],
    ["a confidence that is a word", { ...VERDICT, confidence: "0.9" }],
    ["half a person", { ...VERDICT, count: 0.5 }],
    ["fewer people than none", { ...VERDICT, count: -1 }],
    ["more people than a picture holds", { ...VERDICT, count: 1e9 }],
    ["a summary that is too long", { ...VERDICT, summary: "x".repeat(SUMMARY_CHARS_MAX + 1) }],
    ["a summary with a terminal's command", { ...VERDICT, summary: "\u001b[2J" }],
    ["a summary with half a character", { ...VERDICT, summary: "\ud800" }],
    ["a content that is too long", JSON.stringify(VERDICT) + " ".repeat(CONTENT_CHARS_MAX)],
    ["a nesting without end", "[".repeat(CONTENT_CHARS_MAX)],
  ];
  for (const [what, content] of malformed) {
    it(`is refused for ${what}`, () => {
      const text = typeof content === "string" ? content : JSON.stringify(content);
      const parsed = parseVerdict(text);
      assert.equal(parsed.ok ? "ok" : parsed.code, "cloud-malformed");
    });
  }

  it("is read, with spaces and in any order", () => {
    const text = '{ "summary": "é", "count": 0,\n"confidence": 1, "person": false }';
    assert.deepEqual(parseVerdict(text), {
      ok: true,
      value: { person: false, confidence: 1, count: 0, summary: "é" },
    });
  });

  it("is never made of anything that is not one", () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string({ maxLength: 60 })), (text) => {
        assert.equal(parseVerdict(text).ok, false);
      }),
      { numRuns: 500 },
    );
  });
});

describe("a reply", () => {
  const replies: [string, string, string][] = [
    ["no JSON", "<html>", "cloud-malformed"],
    ["nothing", "", "cloud-malformed"],
    ["another object", '{"error":{}}', "cloud-malformed"],
    ["no choice", '{"choices":[]}', "cloud-malformed"],
    ["a choice that is none", '{"choices":[null]}', "cloud-malformed"],
    ["no message", '{"choices":[{"finish_reason":"stop"}]}', "cloud-malformed"],
    ["no content", chatReply(VERDICT, { message: { content: null } }), "cloud-malformed"],
    ["another ending", chatReply(VERDICT, { finish_reason: "tool_calls" }), "cloud-malformed"],
    ["no ending", chatReply(VERDICT, { finish_reason: null }), "cloud-malformed"],
    ["an answer cut short", chatReply(VERDICT, { finish_reason: "length" }), "cloud-truncated"],
    ["a filter", chatReply(VERDICT, { finish_reason: "content_filter" }), "cloud-filtered"],
    ["a refusal", chatReply("", { message: { content: null, refusal: "No." } }), "cloud-refused"],
    ["a content that is no verdict", chatReply("yes"), "cloud-malformed"],
    ["a verdict", chatReply(VERDICT), "ok"],
  ];
  for (const [what, body, code] of replies) {
    it(`with ${what} is ${code}`, () => assert.equal(replyCode(body), code));
  }

  it("that is no text is cloud-malformed", () => {
    const reply = parseChatReply(undefined);
    assert.equal(reply.ok ? "ok" : reply.code, "cloud-malformed");
  });

  it("does not make the parser throw, whatever byte is damaged", () => {
    const bytes = new TextEncoder().encode(chatReply(VERDICT));
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), fc.nat(bytes.length), (at, byte, end) => {
        const damaged = bytes.slice(0, end);
        if (at < end) damaged[at] = byte;
        const reply = parseChatReply(codec.decodeUtf8(damaged));
        assert.ok(reply.ok || reply.code.startsWith("cloud-"));
      }),
      { numRuns: 1_000 },
    );
  });
});

describe("a request", () => {
  it("is what the endpoint's documentation asks for", () => {
    const { before, after } = chatRequestAround({ model: "some/model", completionTokensMax: 99 });
    const request = JSON.parse(`${before}AAAA${after}`);
    assert.equal(request.model, "some/model");
    assert.equal(request.max_completion_tokens, 99);
    assert.equal(request.messages.length, 1);
    assert.equal(request.messages[0].role, "user");
    assert.equal(request.messages[0].content[0].type, "text");
    assert.deepEqual(request.messages[0].content[1], {
      type: "image_url",
      image_url: { detail: "low", url: "data:image/jpeg;base64,AAAA" },
    });
    const { type, json_schema } = request.response_format;
    assert.deepEqual([type, json_schema.strict], ["json_schema", true]);
    assert.deepEqual(json_schema.schema.required, ["person", "confidence", "count", "summary"]);
    assert.equal(json_schema.schema.additionalProperties, false);
    assert.equal(json_schema.schema.properties.summary.maxLength, SUMMARY_CHARS_MAX);
  });
});
