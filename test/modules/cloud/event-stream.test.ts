import assert from "node:assert/strict";
import fc from "fast-check";
import {
  EVENT_BYTES_MAX,
  EventStream,
  STREAM_BYTES_MAX,
} from "../../../modules/cloud/event-stream.js";
import { codec } from "../../helpers/fake-codec.js";

/** What comes of a stream that arrives in pieces of `sizes`, again and again. */
function read(bytes: Uint8Array, sizes: readonly number[]): { data: string[]; code?: string } {
  const data: string[] = [];
  const stream = new EventStream(codec, (text) => data.push(text));
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const end = at + (sizes[turn % sizes.length] ?? 1);
    const code = stream.add(bytes.slice(at, end));
    if (code !== undefined) return { data, code };
    at = end;
  }
  return { data };
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("an event stream", () => {
  it("is given up where an event is too long, in one line or in many", () => {
    const long = utf8(`data: ${"x".repeat(EVENT_BYTES_MAX)}`);
    assert.equal(read(long, [1_000]).code, "cloud-reply-too-large");
    const many = utf8(`data: ${"x".repeat(1_000)}\n`.repeat(17));
    assert.equal(read(many, [1_000]).code, "cloud-reply-too-large");
  });

  it("is given up where it has no end", () => {
    const { code, data } = read(utf8(": hello\n\n".repeat(STREAM_BYTES_MAX / 8)), [999]);
    assert.deepEqual([code, data.length], ["cloud-reply-too-large", 0]);
  });

  it("is given up where it is no text", () => {
    assert.equal(read(Uint8Array.of(0x64, 0xff, 10), [3]).code, "cloud-malformed");
  });

  it("gives no event that its end has cut", () => {
    assert.deepEqual(read(utf8("data: a\n\ndata: b\n"), [4]).data, ["a"]);
  });

  it("gives the data alone, lines joined, one space taken, whatever else there is", () => {
    const text =
      "event: x\r\nid: 1\r\ndata:a\r\ndata:  b\r\n\r\n: ping\n\ndata: {}\n\n\n\ndata\n\n";
    assert.deepEqual(read(utf8(text), [7]).data, ["a\n b", "{}"]);
  });

  it("loses nothing to a byte order mark before it, and takes none within it for one", () => {
    assert.deepEqual(read(utf8("\ufeffdata: a\n\ndata: b\n\n"), [2]).data, ["a", "b"]);
    assert.deepEqual(read(utf8("data: a\n\n\ufeffdata: b\n\n"), [99]).data, ["a"]);
  });

  it("gives the same however it is cut into pieces", () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 8 });
    const events = fc.array(fc.string({ unit: "grapheme", minLength: 1, maxLength: 30 }), {
      maxLength: 9,
    });
    fc.assert(
      fc.property(events, sizes, fc.constantFrom("\n", "\r\n"), (texts, cuts, end) => {
        const lines = texts.map((text) => JSON.stringify(text).replaceAll("\\u0000", ""));
        const stream = lines.map((line) => `event: e${end}data: ${line}${end}${end}`).join("");
        assert.deepEqual(read(utf8(stream), cuts), { data: lines });
      }),
      { numRuns: 300 },
    );
  });
});
