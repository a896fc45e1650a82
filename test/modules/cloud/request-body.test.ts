import assert from "node:assert/strict";
import fc from "fast-check";
import { RequestBody } from "../../../modules/cloud/request-body.js";
import { codec } from "../../helpers/fake-codec.js";

function readAll(body: RequestBody, roomOf: () => number): string {
  const bytes: number[] = [];
  for (;;) {
    const room = roomOf();
    const piece = body.read(room);
    if (piece === undefined) return new TextDecoder().decode(Uint8Array.from(bytes));
    assert.ok(piece.byteLength >= 1 && piece.byteLength <= room);
    bytes.push(...piece);
  }
}

describe("the request's body", () => {
  it("is text, base64 and text of the length it said, however it is read", () => {
    const rooms = fc.array(fc.integer({ min: 1, max: 3_000 }), { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 4_000 }), rooms, (jpeg, sizes) => {
        const body = new RequestBody({ texts: ["ä{", "}"], pictures: [jpeg], codec });
        let turn = 0;
        const text = readAll(body, () => sizes[turn++ % sizes.length] ?? 1);
        assert.equal(text, `ä{${Buffer.from(jpeg).toString("base64")}}`);
        assert.equal(Buffer.byteLength(text), body.byteLength);
      }),
      { numRuns: 200 },
    );
  });

  it("may end with the picture", () => {
    const body = new RequestBody({ texts: ["", ""], pictures: [Uint8Array.of(1, 2)], codec });
    assert.equal(
      readAll(body, () => 3),
      "AQI=",
    );
  });

  it("may have several pictures, one next to the other", () => {
    const pictures = [Uint8Array.of(1, 2), Uint8Array.of(), Uint8Array.of(3, 4, 5)];
    const body = new RequestBody({ texts: ["a", "", "b", ""], pictures, codec });
    const { byteLength } = body;
    assert.equal(
      readAll(body, () => 5),
      "aAQI=bAwQF",
    );
    assert.deepEqual([byteLength, body.bytesLeft], [10, 0]);
  });

  it("may have none", () => {
    const body = new RequestBody({ texts: ["{}"], pictures: [], codec });
    assert.equal(
      readAll(body, () => 5),
      "{}",
    );
  });

  it("is refused where a picture has no place", () => {
    assert.throws(
      () => new RequestBody({ texts: ["a"], pictures: [Uint8Array.of(1)], codec }),
      RangeError,
    );
  });
});
