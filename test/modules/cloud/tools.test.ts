import assert from "node:assert/strict";
import fc from "fast-check";
import { JSON_DEPTH_MAX } from "../../../modules/bytes/bounded-json.js";
import {
  answerCall,
  parseCall,
  type ToolBox,
  type ToolRequest,
} from "../../../modules/cloud/tools.js";

const call = (name: string, given: unknown) => ({
  id: "call_1",
  name,
  arguments: typeof given === "string" ? given : JSON.stringify(given),
});

describe("a tool's call", () => {
  const refused: [string, string, unknown][] = [
    ["a tool that is not there", "format_flash", {}],
    ["arguments that are no JSON", "look_again", "{"],
    ["arguments that are a list", "look_again", []],
    ["a missing argument", "look_again", { resolution: "vga" }],
    ["a further argument", "look_again", { resolution: "vga", flash: false, zoom: 9 }],
    ["a resolution that is none", "look_again", { resolution: "8k", flash: false }],
    ["a flash that is a word", "look_again", { resolution: "vga", flash: "yes" }],
    ["minutes below one", "recent_history", { minutes: 0 }],
    ["minutes over a day", "recent_history", { minutes: 1_441 }],
    ["half minutes", "recent_history", { minutes: 1.5 }],
    ["an argument where there is none", "device_status", { verbose: true }],
    ["a nesting without end", "device_status", "[".repeat(JSON_DEPTH_MAX + 1)],
  ];
  for (const [what, name, given] of refused) {
    it(`is refused for ${what}`, () => {
      assert.equal(parseCall(call(name, given)), undefined);
    });
  }

  it("is never anything but a request, whatever a model writes", () => {
    const names = fc.constantFrom("look_again", "recent_history", "device_status", "__proto__");
    fc.assert(
      fc.property(names, fc.oneof(fc.json(), fc.string()), (name, text) => {
        const request = parseCall(call(name, text));
        assert.ok(request === undefined || request.name === name);
      }),
      { numRuns: 2_000 },
    );
  });

  it("without arguments may be empty", () => {
    assert.deepEqual(parseCall(call("device_status", "")), { name: "device_status" });
  });
});

describe("an answered call", () => {
  const asked: ToolRequest[] = [];
  const refused: string[] = [];
  const box: ToolBox = {
    allowed: ["look_again"],
    refuse: (name) => refused.push(name),
    run: (request) => {
      asked.push(request);
      return Promise.resolve({ result: { width: 640 }, jpeg: Uint8Array.of(1) });
    },
  };
  beforeEach(() => {
    asked.length = 0;
    refused.length = 0;
  });

  it("says that a tool is forbidden, and does not run it", async () => {
    const answered = await answerCall(box, call("recent_history", { minutes: 5 }), true);
    assert.equal(answered.result, '{"error":"forbidden"}');
    assert.equal(asked.length, 0);
    assert.deepEqual(refused, ["recent_history"]);
  });

  it("tells the box of a tool that there is not, too", async () => {
    await answerCall(box, call("open_the_door", {}), true);
    assert.deepEqual([asked.length, refused], [0, ["unknown_tool"]]);
  });

  it("gives back none of a call's arguments that were not understood", async () => {
    const answered = await answerCall(box, call("look_again", { evil: "\u0001" }), true);
    assert.equal(answered.arguments, "{}");
    assert.ok(answered.result.includes("error"));
    assert.equal(asked.length, 0);
  });

  it("has no second picture in a turn, and tells the box", async () => {
    const given = call("look_again", { resolution: "vga", flash: false });
    const answered = await answerCall(box, given, false);
    assert.equal(answered.jpeg, undefined);
    assert.deepEqual([asked.length, refused], [0, ["look_again"]]);
  });

  it("bounds its result, quotes and all", async () => {
    const long = { ...box, run: () => Promise.resolve({ result: { text: '"'.repeat(900) } }) };
    const answered = await answerCall(
      long,
      call("look_again", { resolution: "vga", flash: true }),
      true,
    );
    assert.equal(answered.result, '{"error":"too long"}');
  });

  it("has the result and its picture", async () => {
    const answered = await answerCall(
      box,
      call("look_again", { flash: true, resolution: "qvga" }),
      true,
    );
    assert.deepEqual(asked, [{ name: "look_again", resolution: "qvga", flash: true }]);
    assert.equal(answered.result, '{"width":640}');
    assert.equal(answered.jpeg?.byteLength, 1);
  });
});
