import type { BoardEvent, Cancel } from "../part.js";
import { misuse } from "./misuse.js";
import type { NetworkTiming } from "./network-timing.js";
import type { Timeline } from "./timeline.js";

/** Of a masked frame with a length of two bytes (RFC 6455, 5.2). */
const FRAME_BYTES = 8;
const KIB_BYTES = 1_024;

/** A WebSocket's frames on their way out: a window of fixed size, drained at the table's speed. */
export class SendWindow {
  readonly #timing: NetworkTiming;
  readonly #timeline: Timeline;
  #room = 0;
  #freeAtMs = 0;
  #cancelDrained: Cancel | undefined;
  /** Frames with their heads: what TLS has been given. */
  sentBytes = 0;

  constructor(timing: NetworkTiming, timeline: Timeline) {
    this.#timing = timing;
    this.#timeline = timeline;
  }

  get isDraining(): boolean {
    return this.#cancelDrained !== undefined;
  }

  /** The window is empty: gives the bytes that may be written. */
  open(): number {
    this.#room = this.#timing.sendWindowBytes - FRAME_BYTES;
    return this.#room;
  }

  /** Takes a frame's payload, all of it; gives what may still be written. */
  take(byteLength: number, onDrained: () => BoardEvent): number {
    if (byteLength > this.#room) throw misuse("more than may be written");
    const framed = byteLength + FRAME_BYTES;
    this.sentBytes += framed;
    this.#room = Math.max(0, this.#room - framed);
    const { nowMs } = this.#timeline;
    this.#freeAtMs =
      Math.max(this.#freeAtMs, nowMs) + (framed * this.#timing.uploadMsPerKiB) / KIB_BYTES;
    // Only the drain after the last write counts.
    this.#cancelDrained?.();
    this.#cancelDrained = this.#timeline.later(Math.ceil(this.#freeAtMs - nowMs), () => {
      this.#cancelDrained = undefined;
      return onDrained();
    });
    return this.#room;
  }
}
