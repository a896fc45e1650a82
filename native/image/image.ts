import type { ByteBuffer } from "../../modules/host/bytes.js";
import type {
  DecodeCode,
  DecodedSize,
  DecodeRequest,
  ImageDecoder,
} from "../../modules/host/image.js";
import type { Outcome } from "../../modules/host/outcome.js";

/** In the order of `enum image_status` in image.h, from 1. */
export const DECODE_CODES: readonly DecodeCode[] = [
  "image-empty",
  "image-not-jpeg",
  "image-truncated",
  "image-corrupt",
  "image-unsupported",
  "image-too-large",
  "image-out-of-memory",
];

type NativeArguments = [
  jpeg: ByteBuffer,
  tensor: Int8Array,
  signature: Uint8Array,
  width: number,
  height: number,
  channels: number,
  crop: boolean,
];

/** The frame's width * 65536 + its height, or the negative of a status. */
function decodeNative(this: void, ...args: NativeArguments): number {
  return native("xs_image_decode").call(this, ...args) as number;
}

/**
 * The same on every host (image.h). `decode` throws a RangeError where the request is not within
 * its bounds or a buffer has not the length that the request names.
 */
class NativeImageDecoder implements ImageDecoder {
  decode(jpeg: ByteBuffer, request: DecodeRequest): Outcome<DecodedSize, DecodeCode> {
    const { tensor, signature, width, height, channels, fit } = request;
    const answer = decodeNative(jpeg, tensor, signature, width, height, channels, fit === "crop");
    if (answer < 0) return { ok: false, code: DECODE_CODES[-answer - 1] as DecodeCode };
    return { ok: true, value: { width: answer >>> 16, height: answer & 0xffff } };
  }
}

export const imageDecoder: ImageDecoder = new NativeImageDecoder();
