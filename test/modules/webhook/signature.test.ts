import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import fc from "fast-check";
import { hmacSha256, signatureOf } from "../../../modules/webhook/signature.js";
import { codec } from "../../helpers/fake-codec.js";
import { checksum } from "../../helpers/fake-host.js";

const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, "hex"));
const text = (words: string) => new Uint8Array(Buffer.from(words));
const hexOf = (sum: Uint8Array) => Buffer.from(sum).toString("hex");

/** RFC 4231, section 4: the key, the message, HMAC-SHA-256; of case 5 the first 16 bytes. */
const VECTORS: readonly (readonly [string, Uint8Array, Uint8Array, string])[] = [
  [
    "1",
    new Uint8Array(20).fill(0x0b),
    text("Hi There"),
    "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
  ],
  [
    "2, a short key",
    text("Jefe"),
    text("what do ya want for nothing?"),
    "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
  ],
  [
    "3",
    new Uint8Array(20).fill(0xaa),
    new Uint8Array(50).fill(0xdd),
    "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe",
  ],
  [
    "4",
    bytes("0102030405060708090a0b0c0d0e0f10111213141516171819"),
    new Uint8Array(50).fill(0xcd),
    "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b",
  ],
  [
    "5, cut short",
    new Uint8Array(20).fill(0x0c),
    text("Test With Truncation"),
    "a3b6167473100ee06e0c796c2955552b",
  ],
  [
    "6, a key longer than a block",
    new Uint8Array(131).fill(0xaa),
    text("Test Using Larger Than Block-Size Key - Hash Key First"),
    "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
  ],
  [
    "7, key and message longer than a block",
    new Uint8Array(131).fill(0xaa),
    text(
      "This is a test using a larger than block-size key and a larger than block-size data. " +
        "The key needs to be hashed before being used by the HMAC algorithm.",
    ),
    "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2",
  ],
];

describe("HMAC-SHA256", () => {
  for (const [name, key, message, expected] of VECTORS) {
    it(`is that of RFC 4231's case ${name}`, () => {
      const sum = hexOf(hmacSha256(checksum, key, message));
      assert.equal(sum.slice(0, expected.length), expected);
      assert.equal(sum.length, 64);
    });
  }

  it("is that of another implementation for keys of every length around a block", () => {
    const key = fc
      .integer({ min: 62, max: 66 })
      .chain((length) => fc.uint8Array({ minLength: length, maxLength: length }));
    fc.assert(
      fc.property(key, fc.uint8Array({ maxLength: 200 }), (secret, message) => {
        const expected = createHmac("sha256", secret).update(message).digest("hex");
        assert.equal(hexOf(hmacSha256(checksum, secret, message)), expected);
      }),
    );
  });
});

describe("the webhook's signature", () => {
  const host = { checksum, codec };
  const secret = "0123456789abcdef";
  const WALL_MS = 1_780_300_800_999;
  const signed = (body: string, wallMs = WALL_MS) => signatureOf(host, secret, body, wallMs);

  it("is another for another body, another second and another secret", () => {
    const other = signatureOf(host, `${secret}!`, "{}", WALL_MS);
    assert.notEqual(other, signed("{}"));
    assert.notEqual(signed("{ }"), signed("{}"));
    assert.notEqual(signed("{}", WALL_MS + 1).slice(13), signed("{}").slice(13));
  });

  it("does not take a body's first digits for the time", () => {
    assert.notEqual(signed("1.{}").slice(13), signed("{}").slice(13));
  });

  it("is what a receiver reckons over the time, a point and the body", () => {
    const body = '{"name":"Straße"}';
    const expected = createHmac("sha256", secret).update(`1780300800.${body}`).digest("hex");
    assert.equal(signed(body), `t=1780300800,v1=${expected}`);
  });
});
