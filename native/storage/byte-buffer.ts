/**
 * The bytes that a Byte Buffer (ECMA-419, 6) lets see, without a copy; TypeError for anything else,
 * views of wider elements among it.
 */
export function bytesOf(buffer: unknown): Uint8Array {
  if (buffer instanceof Uint8Array) return buffer;
  if (buffer instanceof Int8Array || buffer instanceof DataView) {
    return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  }
  if (buffer instanceof ArrayBuffer || isShared(buffer)) return new Uint8Array(buffer);
  throw new TypeError("not a Byte Buffer");
}

function isShared(buffer: unknown): buffer is SharedArrayBuffer {
  return typeof SharedArrayBuffer !== "undefined" && buffer instanceof SharedArrayBuffer;
}
