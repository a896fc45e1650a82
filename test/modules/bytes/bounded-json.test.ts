import assert from "node:assert/strict";
import fc from "fast-check";
import { JSON_DEPTH_MAX, parseBoundedJson } from "../../../modules/bytes/bounded-json.js";

describe("bounded JSON", () => {
  it("refuses nesting that an engine's parser would recurse into", () => {
    const deep = "[".repeat(JSON_DEPTH_MAX + 1) + "]".repeat(JSON_DEPTH_MAX + 1);
    assert.deepEqual(parseBoundedJson(deep), { ok: false });
  });

  it("is not talked out of it by brackets in a string", () => {
    const deep = `["${"]".repeat(99)}\\"]", ${"[".repeat(JSON_DEPTH_MAX)}${"]".repeat(JSON_DEPTH_MAX)}]`;
    assert.doesNotThrow(() => JSON.parse(deep));
    assert.deepEqual(parseBoundedJson(deep), { ok: false });
  });

  it("allows the greatest depth, and brackets in strings", () => {
    const text = `${"[".repeat(JSON_DEPTH_MAX)}"[[[[[[[[[[[[[[[[[["${"]".repeat(JSON_DEPTH_MAX)}`;
    assert.deepEqual(parseBoundedJson(text), { ok: true, value: JSON.parse(text) });
  });

  it("agrees with JSON.parse on shallow values", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const text = JSON.stringify(value);
        assert.deepEqual(parseBoundedJson(text), { ok: true, value: JSON.parse(text) });
      }),
    );
  });
});
