import type { Codec } from "../host/codec.js";

/** Base64 that is held at a time, and the bytes of the picture that make it: no padding within. */
const PIECE_BYTES = 1_024;
const PIECE_SOURCE_BYTES = (PIECE_BYTES / 4) * 3;

/** Texts and, between each two of them, a picture. */
export interface RequestBodyParts {
  readonly texts: readonly string[];
  readonly pictures: readonly Uint8Array[];
  readonly codec: Codec;
}

/**
 * A request's body, texts around pictures in base64, read from start to end in pieces. Its length
 * is known before the first piece, and no picture is held twice. A piece is valid until the next
 * is asked for.
 */
export class RequestBody {
  readonly byteLength: number;
  readonly #codec: Codec;
  readonly #texts: readonly Uint8Array[];
  readonly #pictures: readonly Uint8Array[];
  readonly #scratch = new Uint8Array(PIECE_BYTES);
  /** The text that is read, or whose picture is. */
  #at = 0;
  #pictureAt = 0;
  /** What is ready to be read. */
  #ready: Uint8Array;
  #readBytes = 0;

  constructor({ texts, pictures, codec }: RequestBodyParts) {
    if (texts.length !== pictures.length + 1) throw new RangeError("a picture between two texts");
    this.#codec = codec;
    this.#texts = texts.map((text) => new Uint8Array(codec.encodeUtf8(text)));
    this.#pictures = pictures;
    this.#ready = this.#texts[0] as Uint8Array;
    this.byteLength =
      this.#texts.reduce((sum, { byteLength }) => sum + byteLength, 0) +
      pictures.reduce((sum, { byteLength }) => sum + base64Length(byteLength), 0);
  }

  /** The next bytes, one at least and `byteLengthMax` at most; undefined at the end. */
  read(byteLengthMax: number): Uint8Array | undefined {
    if (this.#readBytes === this.byteLength) return undefined;
    while (this.#ready.byteLength === 0) this.#refill();
    const count = Math.min(byteLengthMax, this.#ready.byteLength);
    const piece = this.#ready.subarray(0, count);
    this.#ready = this.#ready.subarray(count);
    this.#readBytes += count;
    return piece;
  }

  get bytesLeft(): number {
    return this.byteLength - this.#readBytes;
  }

  #refill(): void {
    const picture = this.#pictures[this.#at] as Uint8Array;
    const from = this.#pictureAt;
    if (from === picture.byteLength) {
      this.#at += 1;
      this.#pictureAt = 0;
      this.#ready = this.#texts[this.#at] as Uint8Array;
      return;
    }
    this.#pictureAt = Math.min(from + PIECE_SOURCE_BYTES, picture.byteLength);
    const source = picture.subarray(from, this.#pictureAt);
    this.#ready = this.#scratch.subarray(0, this.#codec.encodeBase64(source, this.#scratch));
  }
}

/** Bytes of the base64 text, padded, of `byteLength` bytes. */
export function base64Length(byteLength: number): number {
  return 4 * Math.ceil(byteLength / 3);
}
