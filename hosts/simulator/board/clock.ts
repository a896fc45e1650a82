import { setTimeout as pause } from "node:timers/promises";
import type { BoardEvent, Cancel, Hold, Scheduler } from "./part.js";

interface Pending {
  readonly atMs: number;
  readonly act: () => BoardEvent | undefined;
  cancelled: boolean;
}

/** What ended a wait of the firmware. */
export type Occurrence =
  | { readonly kind: "event"; readonly event: BoardEvent }
  | { readonly kind: "timer" }
  | { readonly kind: "limit" }
  | { readonly kind: "nothing" };

/**
 * Virtual time. It moves on only by what operations cost and while the firmware waits, to the next
 * thing that is due; while a real operation is in flight it stands still.
 */
export class BoardClock implements Scheduler {
  #nowMs = 0;
  #pending: Pending[] = [];
  readonly #holds = new Set<object>();
  #onRelease: (() => void) | undefined;
  readonly #pace: "max" | "real";

  constructor(options: { pace?: "max" | "real" } = {}) {
    this.#pace = options.pace ?? "max";
  }

  nowMs(): number {
    return this.#nowMs;
  }

  /** Moves on by what an operation cost; what falls due meanwhile waits for the firmware. */
  advance(durationMs: number): void {
    this.#nowMs += Math.max(0, durationMs);
  }

  after(delayMs: number, act: () => BoardEvent | undefined): Cancel {
    const pending: Pending = { atMs: this.#nowMs + Math.max(0, delayMs), act, cancelled: false };
    const place = this.#pending.findIndex((other) => other.atMs > pending.atMs);
    this.#pending.splice(place < 0 ? this.#pending.length : place, 0, pending);
    return () => {
      pending.cancelled = true;
    };
  }

  hold(name: string): Hold {
    const token = { name };
    this.#holds.add(token);
    return {
      release: () => {
        if (this.#holds.delete(token) && this.#holds.size === 0) this.#onRelease?.();
      },
    };
  }

  /** The firmware's machine is gone, and with it everything that it waited for. */
  cancelAll(): void {
    this.#pending = [];
    this.#holds.clear();
    this.#onRelease?.();
  }

  /**
   * Waits until an event is there or `dueMs` has come, but not beyond `limitMs` (virtual, since
   * the board first had power).
   */
  async next(dueMs: number | undefined, limitMs: number): Promise<Occurrence> {
    for (;;) {
      const first = this.#firstPending();
      if (first && first.atMs <= this.#nowMs) {
        const event = this.#run(first);
        if (event) return { kind: "event", event };
      } else if (this.#holds.size > 0) {
        await this.#released();
      } else {
        const occurrence = await this.#moveOn(first, dueMs, limitMs);
        if (occurrence) return occurrence;
      }
    }
  }

  #firstPending(): Pending | undefined {
    while (this.#pending[0]?.cancelled) this.#pending.shift();
    return this.#pending[0];
  }

  #run(pending: Pending): BoardEvent | undefined {
    this.#pending.splice(this.#pending.indexOf(pending), 1);
    return pending.act();
  }

  #released(): Promise<void> {
    return new Promise((resolve) => {
      this.#onRelease = () => {
        this.#onRelease = undefined;
        resolve();
      };
    });
  }

  async #moveOn(
    first: Pending | undefined,
    dueMs: number | undefined,
    limitMs: number,
  ): Promise<Occurrence | undefined> {
    if (!first && dueMs === undefined) return { kind: "nothing" };
    const nextMs = Math.min(
      first?.atMs ?? Number.POSITIVE_INFINITY,
      dueMs ?? Number.POSITIVE_INFINITY,
    );
    if (nextMs > limitMs) {
      await this.moveTo(limitMs);
      return { kind: "limit" };
    }
    await this.moveTo(nextMs);
    return dueMs !== undefined && dueMs <= this.#nowMs && !(first && first.atMs < dueMs)
      ? { kind: "timer" }
      : undefined;
  }

  /** Lets virtual time come to `atMs`; at real pace that takes as long as it says. */
  async moveTo(atMs: number): Promise<void> {
    const waitMs = atMs - this.#nowMs;
    if (waitMs <= 0) return;
    if (this.#pace === "real") await pause(waitMs);
    this.#nowMs = atMs;
  }
}
