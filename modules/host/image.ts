import type { ByteBuffer } from "./bytes.js";
import type { Outcome } from "./outcome.js";

/** How a frame is brought to the network's square: all of it, squashed, or its centre alone. */
export type Fit = "squash" | "crop";

export interface DecodeRequest {
  /** Receives width x height x channels bytes in HWC order, each the pixel's value minus 128. */
  readonly tensor: Int8Array;
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly fit: Fit;
  /** Receives 16 x 16 bytes: mean luma of each cell of the whole frame, rows from the top. */
  readonly signature: Uint8Array;
}

export type DecodeCode =
  | "image-empty"
  | "image-not-jpeg"
  | "image-truncated"
  | "image-corrupt"
  | "image-unsupported"
  | "image-too-large"
  | "image-out-of-memory";

export interface DecodedSize {
  /** The frame's own size in pixels, before scaling. */
  readonly width: number;
  readonly height: number;
}

/** `native/image`: decodes a JPEG once, small, for the detector and the motion gate. */
export interface ImageDecoder {
  /** Fills both buffers, or neither where it fails. */
  decode(jpeg: ByteBuffer, request: DecodeRequest): Outcome<DecodedSize, DecodeCode>;
}
