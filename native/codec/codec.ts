import type { ByteBuffer } from "../../modules/host/bytes.js";
import type { Codec } from "../../modules/host/codec.js";

function encodeUtf8(this: void, ...args: [text: string]): ArrayBuffer {
  return native("xs_codec_encode_utf8").call(this, ...args) as ArrayBuffer;
}

function decodeUtf8(this: void, ...args: [bytes: ByteBuffer]): string | undefined {
  return native("xs_codec_decode_utf8").call(this, ...args) as string | undefined;
}

function encodeBase64(this: void, ...args: [source: ByteBuffer, target: ByteBuffer]): number {
  return native("xs_codec_encode_base64").call(this, ...args) as number;
}

/** Throws a TypeError where it is given anything but bytes. */
export const codec: Codec = { encodeUtf8, decodeUtf8, encodeBase64 };
