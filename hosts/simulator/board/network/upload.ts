import type { Cancel } from "../part.js";
import type { BodyPlan } from "./http-fields.js";
import type { NetworkTiming } from "./network-timing.js";

/** Hexadecimal length and two line ends around a chunk, as the standard's own client reserves. */
const CHUNK_OVERHEAD_BYTES = 8;
const KIB_BYTES = 1024;

/** A request body on its way out: a send window of fixed size, drained at the table's speed. */
export class Upload {
  readonly #timing: NetworkTiming;
  readonly #plan: BodyPlan;
  /** When everything taken so far has left the board. */
  #freeAtMs: number;
  #inWindowBytes = 0;
  #remainingBytes: number;
  #complete = false;
  #cancelDrained: Cancel | undefined;

  constructor(timing: NetworkTiming, plan: BodyPlan, nowMs: number) {
    this.#timing = timing;
    this.#plan = plan;
    this.#freeAtMs = nowMs;
    this.#remainingBytes = plan.kind === "length" ? plan.byteLength : 0;
  }

  /** Bytes that `take` accepts now. */
  get writable(): number {
    if (this.#complete) return 0;
    const roomBytes = this.#timing.sendWindowBytes - this.#inWindowBytes;
    if (this.#plan.kind === "chunked") return Math.max(0, roomBytes - CHUNK_OVERHEAD_BYTES);
    return Math.min(roomBytes, this.#remainingBytes);
  }

  /** Milliseconds until the head has left. */
  sendHead(byteLength: number): number {
    const costMs = Math.ceil(this.#costMs(byteLength));
    this.#freeAtMs += costMs;
    return costMs;
  }

  /** Undefined where it is more than may be written, or an end that the plan does not know. */
  take(
    byteLength: number,
    end: boolean,
    nowMs: number,
  ): { drainedInMs: number; complete: boolean } | undefined {
    if (this.#complete || byteLength > this.writable) return undefined;
    if (end && this.#plan.kind !== "chunked") return undefined;
    const framedBytes = byteLength + (this.#plan.kind === "chunked" ? CHUNK_OVERHEAD_BYTES : 0);
    this.#inWindowBytes += framedBytes;
    this.#remainingBytes -= byteLength;
    this.#complete = end || (this.#plan.kind === "length" && this.#remainingBytes === 0);
    this.#freeAtMs = Math.max(this.#freeAtMs, nowMs) + this.#costMs(framedBytes);
    this.#cancelDrained?.();
    return { drainedInMs: Math.ceil(this.#freeAtMs - nowMs), complete: this.#complete };
  }

  /** Only the drain after the last write counts; `cancel` takes it back. */
  onDrained(cancel: Cancel): void {
    this.#cancelDrained = cancel;
  }

  drain(): void {
    this.#inWindowBytes = 0;
    this.#cancelDrained = undefined;
  }

  #costMs(byteLength: number): number {
    return (byteLength * this.#timing.uploadMsPerKiB) / KIB_BYTES;
  }
}
