import type { Checksum } from "../host/checksum.js";
import type { Codec } from "../host/codec.js";

export const SIGNATURE_HEADER = "x-nightjar-signature";

const BLOCK_BYTES = 64;
const INNER_PAD = 0x36;
const OUTER_PAD = 0x5c;

/**
 * The header's value for one delivery: `t=<seconds since 1970>,v1=<hex>`, the HMAC-SHA256 of
 * `<seconds>.<body>` under the secret, all in UTF-8. Signed anew at each attempt, so that a receiver
 * may refuse what is old; the event's id stays.
 */
export function signatureOf(
  { checksum, codec }: { readonly checksum: Checksum; readonly codec: Codec },
  secret: string,
  body: string,
  wallMs: number,
): string {
  const seconds = Math.floor(wallMs / 1_000);
  const utf8 = (text: string): Uint8Array => new Uint8Array(codec.encodeUtf8(text));
  const sum = hmacSha256(checksum, utf8(secret), utf8(`${seconds}.${body}`));
  return `t=${seconds},v1=${hexOf(sum)}`;
}

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

function hexOf(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += byte.toString(16).padStart(2, "0");
  return text;
}
