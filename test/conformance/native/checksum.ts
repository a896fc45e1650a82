import { checksum } from "../../../native/checksum/checksum.js";
import type { Assertions } from "../assertions.js";
import { toHex } from "./fixtures.js";

const NINE_DIGITS = Uint8Array.from("123456789", (digit) => digit.charCodeAt(0));
const ABC = Uint8Array.of(0x61, 0x62, 0x63);
const ABC_SHA256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

/** The glue of `native/checksum` and `native/signature` as scripts see it. */
export default function (t: Assertions): void {
  const text = "abc" as unknown as Uint8Array;
  t.throws(() => checksum.crc32(text), TypeError, "CRC-32 of a string");
  t.throws(() => checksum.sha256(text), TypeError, "SHA-256 of a string");
  t.equal(checksum.crc32(NINE_DIGITS), 0xcbf43926, "the check value of CRC-32, unsigned");
  t.equal(checksum.crc32(new ArrayBuffer(0)), 0, "CRC-32 of nothing");
  t.equal(toHex(new Uint8Array(checksum.sha256(ABC))), ABC_SHA256, "SHA-256 of abc");
  const part = NINE_DIGITS.subarray(3, 6);
  const whole = Uint8Array.of(0x34, 0x35, 0x36);
  t.equal(checksum.crc32(part), checksum.crc32(whole), "CRC-32 of a part of a buffer");
}
