import type { ByteBuffer } from "../../modules/host/bytes.js";

/** 32 bytes. Throws a TypeError where it is given anything but bytes. */
export function sha256(this: void, ...args: [bytes: ByteBuffer]): ArrayBuffer {
  return native("xs_signature_sha256").call(this, ...args) as ArrayBuffer;
}
