import assert from "node:assert/strict";
import fc from "fast-check";
import {
  CONTENT_CHARS_MAX,
  parseVerdict,
  SUMMARY_CHARS_MAX,
} from "../../../modules/cloud/verdict.js";

const VERDICT = { person: true, confidence: 0.93, count: 2, summary: "Two people at a door." };

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
    ["a summary that is written backwards", { ...VERDICT, summary: "no\u202enosrep" }],
    ["a summary that is set apart", { ...VERDICT, summary: "\u2066no\u2069" }],
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

  it("has the last of a member that comes twice", () => {
    const parsed = parseVerdict(`{"person":false,${JSON.stringify(VERDICT).slice(1)}`);
    assert.deepEqual(parsed, { ok: true, value: VERDICT });
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
