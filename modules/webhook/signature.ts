import type { Checksum } from "../host/checksum.js";
import type { Codec } from "../host/codec.js";
import { hmacSha256 } from "./hmac.js";

export const SIGNATURE_HEADER = "x-nightjar-signature";

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

function hexOf(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += byte.toString(16).padStart(2, "0");
  return text;
}
