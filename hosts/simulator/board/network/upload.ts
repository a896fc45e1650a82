import type { Cancel } from "../part.js";
import type { BodyPlan } from "./http-fields.js";
import { misuse } from "./misuse.js";
import type { NetworkTiming } from "./network-timing.js";

/** What a chunk's length and line ends may take of the window: "1000\r\n" and "\r\n" at most. */
const CHUNK_OVERHEAD_BYTES = 8;
const LAST_CHUNK_BYTES = 5;
const KIB_BYTES = 1024;

/** A request body on its way out: a send window of fixed size, drained at the table's speed. */
export class Upload {
  readonly #timing: NetworkTiming;
  readonly #plan: BodyPlan;
  /** When everything taken so far has left the board. */
  #freeAtMs: number;
  #inWindowBytes = 0;
  #remainingBytes: number;
  #sentBytes = 0;
  #isOpen = false;
  #cancelDrained: Cancel | undefined;

  constructor(timing: NetworkTiming, plan: BodyPlan, nowMs: number) {
    this.#timing = timing;
    this.#plan = plan;
    this.#freeAtMs = nowMs;
    this.#remainingBytes = plan.kind === "length" ? plan.byteLength : 0;
  }

  /** Such a body says itself when it ends; one with a length ends when that is reached. */
  get isChunked(): boolean {
    return this.#plan.kind === "chunked";
  }

  /** Head and body, with the framing of chunks: what TLS has been given. */
  get sentBytes(): number {
    return this.#sentBytes;
  }

  /** Between the first offer and the end of the body. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Bytes that `take` accepts now. */
  get writable(): number {
    if (!this.#isOpen) return 0;
    const roomBytes = this.#timing.sendWindowBytes - this.#inWindowBytes;
    if (this.isChunked) return Math.max(0, roomBytes - CHUNK_OVERHEAD_BYTES);
    return Math.min(roomBytes, this.#remainingBytes);
  }

  /** Milliseconds until the head has left. */
  sendHead(byteLength: number): number {
    const costMs = Math.ceil(this.#costMs(byteLength));
    this.#freeAtMs += costMs;
    this.#sentBytes += byteLength;
    return costMs;
  }

  /** All of it or, with an error, nothing. */
  take(
    byteLength: number,
    end: boolean,
    nowMs: number,
  ): { drainedInMs: number; complete: boolean } {
    if (end && !this.isChunked) throw misuse("only a chunked body ends by a write of nothing");
    if (byteLength > this.writable) throw misuse("more than may be written");
    const framedBytes = this.isChunked ? chunkBytes(byteLength, end) : byteLength;
    this.#sentBytes += framedBytes;
    this.#inWindowBytes += framedBytes;
    this.#remainingBytes -= byteLength;
    const complete = end || (!this.isChunked && this.#remainingBytes === 0);
    this.#isOpen = !complete;
    this.#freeAtMs = Math.max(this.#freeAtMs, nowMs) + this.#costMs(framedBytes);
    this.#cancelDrained?.();
    return { drainedInMs: Math.ceil(this.#freeAtMs - nowMs), complete };
  }

  /** Only the drain after the last write counts; `cancel` takes it back. */
  onDrained(cancel: Cancel): void {
    this.#cancelDrained = cancel;
  }

  /** The window is empty: more may be written. */
  open(): void {
    this.#isOpen = true;
    this.#inWindowBytes = 0;
    this.#cancelDrained = undefined;
  }

  #costMs(byteLength: number): number {
    return (byteLength * this.#timing.uploadMsPerKiB) / KIB_BYTES;
  }
}

function chunkBytes(byteLength: number, end: boolean): number {
  const chunk = byteLength === 0 ? 0 : byteLength + byteLength.toString(16).length + 4;
  return chunk + (end ? LAST_CHUNK_BYTES : 0);
}
