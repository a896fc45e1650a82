import type { Outage } from "./outage.js";
import type { WakeRow } from "./wake-row.js";

/**
 * Once the network is back: by default frames, and deliveries that failed, wait for an hour at most.
 * What no budget lets go would keep the run for ever.
 */
export const AFTER_OUTAGE_MS_MAX = 70 * 60_000;

export interface RunBounds {
  readonly wakes?: number;
  readonly outage?: Outage;
}

/** Tells when a run is over: after its wakes or, where there was an outage, when nothing waits. */
export class RunEnd {
  readonly #bounds: RunBounds;
  #wakes = 0;
  #startMs = 0;
  #waiting = 0;

  constructor(bounds: RunBounds) {
    this.#bounds = bounds;
  }

  add({ startMs, report }: Pick<WakeRow, "startMs" | "report">): void {
    this.#wakes += 1;
    this.#startMs = startMs;
    // A wake that had no reason to open its outbox tells nothing of it.
    const outbox = report?.outbox;
    if (outbox) this.#waiting = outbox.events.waiting + outbox.frames.waiting;
  }

  get isReached(): boolean {
    const { wakes = 0, outage } = this.#bounds;
    if (outage === undefined || this.#bounds.wakes !== undefined) return this.#wakes >= wakes;
    const backMs = this.#startMs - outage.toMs;
    return backMs >= 0 && (this.#waiting === 0 || backMs >= AFTER_OUTAGE_MS_MAX);
  }
}
