import assert from "node:assert/strict";
import { createHash, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { buildDriver, runDriver, SANITIZED, uint32s } from "./native-driver.js";

interface Signed {
  readonly digest: Uint8Array;
  readonly signature: Uint8Array;
  readonly publicKey: Uint8Array;
}

const CODES = ["ok", "wrong-length", "wrong-key", "mismatch", "unavailable"];
const hex = (text: string) => new Uint8Array(Buffer.from(text, "hex"));
const ORDER = hex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
const FIELD_PRIME = hex("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff");

/** Node signs: another implementation of the same standard. */
class Signer {
  readonly #key: KeyObject;
  readonly publicKey: Uint8Array;

  constructor() {
    const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const { x = "", y = "" } = publicKey.export({ format: "jwk" });
    this.#key = privateKey;
    this.publicKey = Buffer.concat([
      Uint8Array.of(4),
      Buffer.from(x, "base64url"),
      Buffer.from(y, "base64url"),
    ]);
  }

  sign(message: string): Signed {
    const options = { key: this.#key, dsaEncoding: "ieee-p1363" } as const;
    const signature = sign("sha256", Buffer.from(message), options);
    return { digest: sha256(message), signature, publicKey: this.publicKey };
  }
}

function sha256(message: string): Uint8Array {
  return createHash("sha256").update(message).digest();
}

function verifyAll(cases: readonly Signed[]): string[] {
  const program = buildDriver({
    name: "signature",
    sources: ["test/native/signature_driver.c", "native/signature/signature_psa.c"],
    flags: SANITIZED,
    libraries: ["-lmbedcrypto"],
  });
  const answer = runDriver(
    program,
    cases.flatMap(({ digest, signature, publicKey }) => [
      uint32s(digest.length, signature.length, publicKey.length),
      digest,
      signature,
      publicKey,
    ]),
  );
  return cases.map((_, at) => CODES[answer.readUInt32LE(at * 4)] ?? "unknown");
}

const verify = (signed: Signed) => verifyAll([signed])[0];

function withBitChanged(bytes: Uint8Array, bit: number): Uint8Array {
  return bytes.map((byte, at) => (at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
}

describe("native/signature", () => {
  const signer = new Signer();
  const signed = signer.sign("an image");

  it("refuses every length but the right one", () => {
    for (const part of ["digest", "signature", "publicKey"] as const) {
      const right = signed[part];
      const wrong = [0, 1, right.length - 1, right.length + 1, 2 * right.length].map((length) => {
        const other = new Uint8Array(length);
        other.set(right.subarray(0, length));
        return { ...signed, [part]: other };
      });
      assert.deepEqual([...new Set(verifyAll(wrong))], ["wrong-length"], part);
    }
  });

  it("refuses a key that is no point of the curve, or not written as one", () => {
    const key = signed.publicKey;
    const coordinateTooLarge = new Uint8Array(key);
    coordinateTooLarge.set(FIELD_PRIME, 1);
    const wrong = [
      withBitChanged(key, 64 * 8),
      withBitChanged(key, 8),
      new Uint8Array(65),
      Uint8Array.of(4, ...new Uint8Array(64)),
      Uint8Array.of(6, ...key.subarray(1)),
      coordinateTooLarge,
    ].map((publicKey) => ({ ...signed, publicKey }));
    assert.deepEqual([...new Set(verifyAll(wrong))], ["wrong-key"]);
  });

  it("refuses r or s of zero, of the group's order and above", () => {
    const extremes = [new Uint8Array(32), ORDER, new Uint8Array(32).fill(0xff)];
    const wrong = [0, 32].flatMap((at) =>
      extremes.map((extreme) => {
        const signature = new Uint8Array(signed.signature);
        signature.set(extreme, at);
        return { ...signed, signature };
      }),
    );
    assert.deepEqual([...new Set(verifyAll(wrong))], ["mismatch"]);
    assert.equal(verify({ ...signed, signature: new Uint8Array(64) }), "mismatch");
  });

  it("refuses a signature or digest of which any bit was changed", () => {
    const bits = Array.from({ length: 512 }, (_, bit) => ({
      ...signed,
      signature: withBitChanged(signed.signature, bit),
    }));
    const digests = Array.from({ length: 256 }, (_, bit) => ({
      ...signed,
      digest: withBitChanged(signed.digest, bit),
    }));
    assert.deepEqual([...new Set(verifyAll([...bits, ...digests]))], ["mismatch"]);
  });

  it("refuses what another key signed", () => {
    const { publicKey } = new Signer();
    assert.equal(verify({ ...signed, publicKey }), "mismatch");
  });

  it("takes what Node signs, as often as it is asked", () => {
    const messages = Array.from({ length: 50 }, (_, at) => signer.sign(`image ${at}`));
    assert.deepEqual([...new Set(verifyAll(messages))], ["ok"]);
  });

  it("takes the signatures that RFC 6979 (A.2.5) gives for its key", () => {
    const publicKey = hex(
      "0460fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6" +
        "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299",
    );
    const sample = hex(
      "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716" +
        "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8",
    );
    const test = hex(
      "f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367" +
        "019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083",
    );
    const cases = [
      { publicKey, digest: sha256("sample"), signature: sample },
      { publicKey, digest: sha256("test"), signature: test },
    ];
    assert.deepEqual(verifyAll(cases), ["ok", "ok"]);
  });
});
