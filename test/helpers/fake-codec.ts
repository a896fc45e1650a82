import type { ByteBuffer } from "../../modules/host/bytes.js";
import type { Codec } from "../../modules/host/codec.js";

/** `native/codec` by Node's means, with the same refusals. */
export const codec: Codec = {
  encodeUtf8: (text) => new Uint8Array(new TextEncoder().encode(text)).buffer,
  decodeUtf8(bytes) {
    try {
      const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
      return text.includes("\0") ? undefined : text;
    } catch {
      return undefined;
    }
  },
  encodeBase64(source, target) {
    const text = Buffer.from(bytesOf(source)).toString("base64");
    const room = bytesOf(target);
    if (text.length > room.byteLength) throw new RangeError("the target is too short");
    room.set(Buffer.from(text));
    return text.length;
  },
};

/** The same memory as bytes. */
export function bytesOf(buffer: ByteBuffer): Uint8Array {
  return ArrayBuffer.isView(buffer)
    ? new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength)
    : new Uint8Array(buffer);
}
