import type { BoardEvent, Cancel, Hold, Scheduler } from "../part.js";
import type { Radio } from "./radio.js";

/** What one HTTP client still has coming, so that all of it can be taken back at once. */
export class Timeline {
  readonly #radio: Radio;
  readonly #scheduler: Scheduler;
  readonly #pending = new Set<Cancel>();
  readonly #holds = new Set<Hold>();
  #isCancelled = false;

  constructor(radio: Radio) {
    this.#radio = radio;
    this.#scheduler = radio.scheduler;
  }

  get nowMs(): number {
    return this.#scheduler.nowMs();
  }

  later(delayMs: number, act: () => BoardEvent | undefined): Cancel {
    const cancel = this.#scheduler.after(delayMs, () => {
      this.#pending.delete(cancel);
      return act();
    });
    this.#pending.add(cancel);
    return () => {
      this.#pending.delete(cancel);
      cancel();
    };
  }

  /**
   * Real work, during which virtual time stands still; only to be begun while the firmware is idle,
   * so that nothing else moves either. `then` runs at the same virtual instant.
   */
  holdFor<Outcome>(
    name: string,
    work: () => Promise<Outcome>,
    then: (outcome: Outcome | "silent") => void,
  ): void {
    const hold = this.#scheduler.hold(name);
    this.#holds.add(hold);
    void this.#radio
      .takeTurn(work)
      .then((outcome) => {
        if (!this.#isCancelled) then(outcome);
      })
      .catch((error) => this.#breakOff(error))
      .finally(() => {
        this.#holds.delete(hold);
        hold.release();
      });
  }

  /** A broken invariant is thrown where time moves on: whoever waits for that ends the run. */
  #breakOff(error: unknown): void {
    this.#scheduler.after(0, () => {
      throw error;
    });
  }

  cancel(): void {
    this.#isCancelled = true;
    for (const cancel of this.#pending) cancel();
    this.#pending.clear();
    for (const hold of this.#holds) hold.release();
    this.#holds.clear();
  }
}
