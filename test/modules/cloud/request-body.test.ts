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
        const body = new RequestBody({ before: "ä{", jpeg, after: "}", codec });
        let turn = 0;
        const text = readAll(body, () => sizes[turn++ % sizes.length] ?? 1);
        assert.equal(text, `ä{${Buffer.from(jpeg).toString("base64")}}`);
        assert.equal(Buffer.byteLength(text), body.byteLength);
      }),
      { numRuns: 200 },
    );
  });

  it("may end with the picture", () => {
    const body = new RequestBody({ before: "", jpeg: Uint8Array.of(1, 2), after: "", codec });
    assert.equal(
      readAll(body, () => 3),
      "AQI=",
    );
  });
});
