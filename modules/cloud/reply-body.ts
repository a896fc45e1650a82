import type { Codec } from "../host/codec.js";

/** A longer answer is none of ours. */
export const REPLY_BYTES_MAX = 16 * 1024;

/** The cloud's answer as it comes in: kept in pieces, joined once. */
export class ReplyBody {
  readonly #codec: Codec;
  readonly #pieces: Uint8Array[] = [];
  #byteLength = 0;

  constructor(codec: Codec) {
    this.#codec = codec;
  }

  /** Keeps `piece`, which is the body's from then on; false where that is more than it holds. */
  add(piece: Uint8Array): boolean {
    this.#pieces.push(piece);
    this.#byteLength += piece.byteLength;
    return this.#byteLength <= REPLY_BYTES_MAX;
  }

  /** Undefined where it is not UTF-8. */
  text(): string | undefined {
    const bytes = new Uint8Array(this.#byteLength);
    let at = 0;
    for (const piece of this.#pieces) {
      bytes.set(piece, at);
      at += piece.byteLength;
    }
    return this.#codec.decodeUtf8(bytes);
  }
}
