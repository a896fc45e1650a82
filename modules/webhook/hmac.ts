import type { Checksum } from "../host/checksum.js";

const BLOCK_BYTES = 64;
const INNER_PAD = 0x36;
const OUTER_PAD = 0x5c;

/** HMAC-SHA256 (RFC 2104, FIPS 198-1) by the host's SHA-256: 32 fresh bytes. */
export function hmacSha256(
  { sha256 }: Pick<Checksum, "sha256">,
  key: Uint8Array,
  message: Uint8Array,
): Uint8Array {
  const block = new Uint8Array(BLOCK_BYTES);
  block.set(key.byteLength > BLOCK_BYTES ? new Uint8Array(sha256(key)) : key);
  const padded = (pad: number, bytes: Uint8Array): Uint8Array => {
    const sum = new Uint8Array(BLOCK_BYTES + bytes.byteLength);
    sum.set(block.map((byte) => byte ^ pad));
    sum.set(bytes, BLOCK_BYTES);
    return new Uint8Array(sha256(sum));
  };
  return padded(OUTER_PAD, padded(INNER_PAD, message));
}
