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

  get byteLength(): number {
    return this.#byteLength;
  }

  /** To be asked before memory is taken for `count` more bytes. */
  hasRoomFor(count: number): boolean {
    return this.#byteLength + count <= REPLY_BYTES_MAX;
  }

  /** Keeps `piece`, which is the body's from then on. */
  add(piece: ArrayBuffer): void {
    this.#pieces.push(new Uint8Array(piece));
    this.#byteLength += piece.byteLength;
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
