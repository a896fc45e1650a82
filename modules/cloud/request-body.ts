import type { Codec } from "../host/codec.js";

/** Base64 that is held at a time, and the bytes of the picture that make it: no padding within. */
const PIECE_BYTES = 1_024;
const PIECE_SOURCE_BYTES = (PIECE_BYTES / 4) * 3;

export interface RequestBodyParts {
  readonly before: string;
  readonly jpeg: Uint8Array;
  readonly after: string;
  readonly codec: Codec;
}

/**
 * A request's body, text around a picture in base64, read from start to end in pieces. Its length
 * is known before the first piece, and the picture is never held twice. A piece is valid until
 * the next is asked for.
 */
export class RequestBody {
  readonly byteLength: number;
  readonly #codec: Codec;
  readonly #jpeg: Uint8Array;
  readonly #after: Uint8Array;
  readonly #scratch = new Uint8Array(PIECE_BYTES);
  #jpegAt = 0;
  /** What is ready to be read. */
  #ready: Uint8Array;
  #readBytes = 0;

  constructor({ before, jpeg, after, codec }: RequestBodyParts) {
    this.#codec = codec;
    this.#ready = new Uint8Array(codec.encodeUtf8(before));
    this.#jpeg = jpeg;
    this.#after = new Uint8Array(codec.encodeUtf8(after));
    this.byteLength =
      this.#ready.byteLength + base64Length(jpeg.byteLength) + this.#after.byteLength;
  }

  /** The next bytes, one at least and `byteLengthMax` at most; undefined at the end. */
  read(byteLengthMax: number): Uint8Array | undefined {
    if (this.#readBytes === this.byteLength) return undefined;
    if (this.#ready.byteLength === 0) this.#refill();
    const count = Math.min(byteLengthMax, this.#ready.byteLength);
    const piece = this.#ready.subarray(0, count);
    this.#ready = this.#ready.subarray(count);
    this.#readBytes += count;
    return piece;
  }

  #refill(): void {
    const from = this.#jpegAt;
    if (from === this.#jpeg.byteLength) {
      this.#ready = this.#after;
      return;
    }
    this.#jpegAt = Math.min(from + PIECE_SOURCE_BYTES, this.#jpeg.byteLength);
    const source = this.#jpeg.subarray(from, this.#jpegAt);
    this.#ready = this.#scratch.subarray(0, this.#codec.encodeBase64(source, this.#scratch));
  }
}

/** Bytes of the base64 text, padded, of `byteLength` bytes. */
function base64Length(byteLength: number): number {
  return 4 * Math.ceil(byteLength / 3);
}
