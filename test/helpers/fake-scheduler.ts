import type { BoardEvent, Cancel, Hold, Scheduler } from "../../hosts/simulator/board/part.js";

/**
 * Virtual time for one part on its own: it moves from one due action to the next, stands still
 * while anything is held, and never looks at a clock. Actions that are due at one instant run in
 * the order in which they were asked for.
 */
export class FakeScheduler implements Scheduler {
  readonly #deliver: (event: BoardEvent, atMs: number) => void;
  #nowMs = 0;
  #lastOrder = 0;
  #due: Due[] = [];
  readonly #held = new Map<object, string>();
  #wakeRunner: (() => void) | undefined;

  /** `deliver` gets what the actions return, as the firmware's listeners would. */
  constructor(deliver: (event: BoardEvent, atMs: number) => void = () => {}) {
    this.#deliver = deliver;
  }

  /** Names of what holds time now. */
  get held(): readonly string[] {
    return [...this.#held.values()];
  }

  get pendingCount(): number {
    return this.#due.length;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  after(delayMs: number, act: Due["act"]): Cancel {
    if (!(delayMs >= 0)) throw new RangeError(`a delay of ${delayMs} ms`);
    this.#lastOrder += 1;
    const due: Due = { atMs: this.#nowMs + delayMs, order: this.#lastOrder, act };
    this.#due.push(due);
    return () => {
      this.#due = this.#due.filter((other) => other !== due);
    };
  }

  hold(name: string): Hold {
    const key = {};
    this.#held.set(key, name);
    return {
      release: () => {
        this.#held.delete(key);
        if (this.#held.size === 0) this.#wakeRunner?.();
      },
    };
  }

  /** The firmware's machine is gone: nothing of it is left to come. */
  cancelAll(): void {
    this.#due = [];
  }

  /** Runs until nothing is due any more, or nothing up to `untilMs`, which is then the time. */
  async run(untilMs = Number.POSITIVE_INFINITY): Promise<void> {
    for (;;) {
      while (this.#held.size > 0) await this.#released();
      const next = this.#next();
      if (next === undefined || next.atMs > untilMs) break;
      this.#due = this.#due.filter((other) => other !== next);
      this.#nowMs = next.atMs;
      const event = next.act();
      if (event !== undefined) this.#deliver(event, this.#nowMs);
    }
    if (untilMs !== Number.POSITIVE_INFINITY) this.#nowMs = Math.max(this.#nowMs, untilMs);
  }

  #next(): Due | undefined {
    return this.#due.reduce<Due | undefined>(
      (first, due) => (first === undefined || isBefore(due, first) ? due : first),
      undefined,
    );
  }

  #released(): Promise<void> {
    return new Promise((resolve) => {
      this.#wakeRunner = () => {
        this.#wakeRunner = undefined;
        resolve();
      };
    });
  }
}

interface Due {
  readonly atMs: number;
  readonly order: number;
  readonly act: () => BoardEvent | undefined;
}

function isBefore(one: Due, other: Due): boolean {
  return one.atMs < other.atMs || (one.atMs === other.atMs && one.order < other.order);
}
