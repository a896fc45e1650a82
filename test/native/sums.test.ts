import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { buildDriver, runDriver, SANITIZED, uint32s } from "./native-driver.js";
import { noise } from "./picture.js";

function sumsOf(texts: readonly Uint8Array[]): { crc32: string; sha256: string }[] {
  const program = buildDriver({
    name: "sum",
    sources: [
      "test/native/sum_driver.c",
      "native/checksum/checksum_crc32.c",
      "native/signature/signature_psa.c",
    ],
    flags: SANITIZED,
    libraries: ["-lmbedcrypto"],
  });
  const answer = runDriver(
    program,
    texts.flatMap((text) => [uint32s(text.length), text]),
  );
  return texts.map((_, at) => ({
    crc32: answer
      .readUInt32LE(at * 36)
      .toString(16)
      .padStart(8, "0"),
    sha256: answer.subarray(at * 36 + 4, at * 36 + 36).toString("hex"),
  }));
}

const ascii = (text: string) => new TextEncoder().encode(text);

describe("native/checksum and native/signature", () => {
  it("give the CRC-32 that the catalogue of CRCs lists as check value", () => {
    assert.equal(sumsOf([ascii("123456789")])[0]?.crc32, "cbf43926");
  });

  it("give the CRC-32 of nothing, of zeroes and of ones", () => {
    const texts = [new Uint8Array(0), new Uint8Array(4), new Uint8Array(4).fill(0xff)];
    assert.deepEqual(
      sumsOf(texts).map(({ crc32 }) => crc32),
      ["00000000", "2144df1c", "ffffffff"],
    );
  });

  it("give the SHA-256 of the examples of FIPS 180-4 and of nothing", () => {
    const long = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
    assert.deepEqual(
      sumsOf([ascii("abc"), ascii(long), ascii("")]).map(({ sha256 }) => sha256),
      [
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
      ],
    );
  });

  it("give Node's SHA-256 at every length around a block", () => {
    const texts = Array.from({ length: 140 }, (_, length) => noise(length, 1, 1, length).pixels);
    const expected = texts.map((text) => createHash("sha256").update(text).digest("hex"));
    assert.deepEqual(
      sumsOf(texts).map(({ sha256 }) => sha256),
      expected,
    );
  });
});
