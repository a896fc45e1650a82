import { codec } from "../../../native/codec/codec.js";
import { sha1 } from "../../../native/signature/signature.js";

/** RFC 6455, 1.3: what a server joins to the key before it hashes both. */
const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
/** Of the 20 bytes of a SHA-1. */
const BASE64_BYTES = 28;

/** The `Sec-WebSocket-Accept` that belongs to a key. */
export function acceptOf(key: string): string {
  const target = new Uint8Array(BASE64_BYTES);
  codec.encodeBase64(sha1(codec.encodeUtf8(`${key}${GUID}`)), target);
  return codec.decodeUtf8(target) ?? "";
}
