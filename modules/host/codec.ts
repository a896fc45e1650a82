import type { ByteBuffer } from "./bytes.js";

/** `native/codec`: what script would do byte by byte, at tens of computrons each. */
export interface Codec {
  /** Fresh bytes; a lone surrogate becomes U+FFFD. */
  encodeUtf8(text: string): ArrayBuffer;
  /** Undefined where the bytes are not well-formed UTF-8 or hold a NUL. */
  decodeUtf8(bytes: ByteBuffer): string | undefined;
  /**
   * Writes the base64 text (RFC 4648, padded) of `source` into `target` from its start and gives
   * its length. Throws RangeError where `target` is too short.
   */
  encodeBase64(source: ByteBuffer, target: ByteBuffer): number;
}
