import type { BoardEvent } from "../part.js";
import { misuse } from "./misuse.js";
import type { NetworkTiming } from "./network-timing.js";
import type { Pace } from "./server-pace.js";
import type { Timeline } from "./timeline.js";
import type { Message } from "./web-socket-connection.js";

export interface DeliveryOptions {
  readonly timing: NetworkTiming;
  readonly timeline: Timeline;
  /** One way through the air and back, with what a fault adds. */
  readonly latencyMs: number;
  /** Tells the firmware of a piece. */
  readonly tell: (piece: Piece) => BoardEvent;
  /** All that was here was told and read. */
  readonly onEmpty: () => void;
}

export interface Piece {
  /** Bytes that wait in all. */
  readonly count: number;
  readonly more: boolean;
  readonly binary: boolean;
}

const KIB_BYTES = 1_024;

/** Messages on their way in: told one after the other, in pieces of one size that must be read. */
export class MessageDelivery {
  /** What the server says of its own time, once it has. */
  pace: Pace | undefined;
  readonly #options: DeliveryOptions;
  #messages: Message[] = [];
  /** Of the first: bytes that were told, and bytes that were read. */
  #arrived = 0;
  #read = 0;
  #isAnswer = false;
  arrivedBytes = 0;

  constructor(options: DeliveryOptions) {
    this.#options = options;
  }

  get isEmpty(): boolean {
    return this.#messages.length === 0;
  }

  /** The next message answers the firmware, which its server thinks about first. */
  expectAnswer(): void {
    this.#isAnswer = true;
  }

  /** Only to be called where it is empty. */
  begin(messages: readonly Message[]): void {
    this.#messages.push(...messages);
    this.#deliver();
  }

  take(byteLength: number): Uint8Array {
    const [message] = this.#messages;
    if (message === undefined) throw misuse("no message is coming in");
    const end = Math.min(this.#read + byteLength, this.#arrived);
    const bytes = message.bytes.subarray(this.#read, end);
    this.#read = end;
    if (this.#read === this.#arrived) this.#advanceLater();
    return bytes;
  }

  /** Puts the next piece of the first message on its way. */
  #deliver(): void {
    const { bytes, binary } = this.#messages[0] as Message;
    const { timing, timeline, tell } = this.#options;
    const pieceBytes = Math.min(timing.replyPieceBytes, bytes.byteLength - this.#arrived);
    const downloadMs = (pieceBytes * timing.downloadMsPerKiB) / KIB_BYTES;
    const waitMs = this.#arrived === 0 ? this.#thoughtMs() : 0;
    timeline.later(Math.ceil(waitMs + downloadMs), () => {
      this.#isAnswer = false;
      this.#arrived += pieceBytes;
      this.arrivedBytes += pieceBytes;
      const count = this.#arrived - this.#read;
      // A message of nothing has nothing that could be read.
      if (count === 0) this.#advanceLater();
      return tell({ count, more: this.#arrived < bytes.byteLength, binary });
    });
  }

  #advanceLater(): void {
    this.#options.timeline.later(0, () => {
      if (this.#messages[0]?.bytes.byteLength === this.#arrived) {
        this.#messages.shift();
        this.#arrived = 0;
        this.#read = 0;
      }
      if (this.#messages.length > 0) this.#deliver();
      else this.#options.onEmpty();
      return undefined;
    });
  }

  #thoughtMs(): number {
    const { firstMs = 0, eventMs = 0 } = this.pace ?? {};
    return this.#isAnswer ? this.#options.latencyMs + firstMs : eventMs;
  }
}
