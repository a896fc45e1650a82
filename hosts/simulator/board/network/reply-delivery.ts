import type { NetworkCode } from "../../../../modules/host/network.js";
import type { Reply } from "./http-reply.js";
import type { NetworkTiming } from "./network-timing.js";

const KIB_BYTES = 1024;

export type DeliveryStep =
  | { readonly kind: "piece"; readonly arrivesInMs: number }
  /** Everything arrived and, where it is whole, was read; `code` where the reply was not whole. */
  | { readonly kind: "end"; readonly code: NetworkCode | undefined };

/** A reply on its way in: pieces of one size into a receive window that the firmware empties. */
export class ReplyDelivery {
  readonly reply: Reply;
  readonly #timing: NetworkTiming;
  #arrivedBytes = 0;
  #readBytes = 0;
  #isOnItsWay = false;
  #hasEnded = false;

  constructor(timing: NetworkTiming, reply: Reply) {
    this.#timing = timing;
    this.reply = reply;
  }

  get arrivedBytes(): number {
    return this.#arrivedBytes;
  }

  /** What to wait for next; undefined while something is under way or the window is full. */
  next(): DeliveryStep | undefined {
    if (this.#isOnItsWay || this.#hasEnded) return undefined;
    const pieceBytes = this.#pieceBytes();
    if (pieceBytes === 0) return this.#end();
    const unreadBytes = this.#arrivedBytes - this.#readBytes;
    if (unreadBytes + pieceBytes > this.#timing.receiveWindowBytes) return undefined;
    this.#isOnItsWay = true;
    const { downloadMsPerKiB } = this.#timing;
    return { kind: "piece", arrivesInMs: Math.ceil((pieceBytes * downloadMsPerKiB) / KIB_BYTES) };
  }

  /** The piece is there; gives the bytes that may be read. */
  arrive(): number {
    this.#arrivedBytes += this.#pieceBytes();
    this.#isOnItsWay = false;
    return this.#arrivedBytes - this.#readBytes;
  }

  take(byteLength: number): Uint8Array {
    const end = Math.min(this.#readBytes + byteLength, this.#arrivedBytes);
    const bytes = this.reply.body.subarray(this.#readBytes, end);
    this.#readBytes = end;
    return bytes;
  }

  #pieceBytes(): number {
    return Math.min(this.#timing.replyPieceBytes, this.reply.body.byteLength - this.#arrivedBytes);
  }

  #end(): DeliveryStep | undefined {
    const { failure } = this.reply;
    if (failure === undefined && this.#readBytes < this.#arrivedBytes) return undefined;
    this.#hasEnded = true;
    return { kind: "end", code: failure };
  }
}
