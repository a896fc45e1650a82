import type { Clock, TimerId, Timers } from "../../modules/host/clock.js";

interface Alarm {
  readonly callback: () => void;
  readonly dueMs: number;
  readonly order: number;
}

/** A clock that stands still until it is moved, and the timers that go with it. */
export class FakeTime implements Clock, Timers {
  #nowMs = 0;
  #wallOffsetMs: number;
  #set: boolean;
  #orders = 0;
  readonly #alarms = new Set<Alarm>();

  constructor({ wallMs = 1_800_000_000_000, isSet = true } = {}) {
    this.#wallOffsetMs = wallMs;
    this.#set = isSet;
  }

  monotonicMs(): number {
    return this.#nowMs;
  }

  wallMs(): number {
    return this.#wallOffsetMs + this.#nowMs;
  }

  isSet(): boolean {
    return this.#set;
  }

  set(callback: () => void, delayMs: number): TimerId {
    if (!(delayMs >= 0)) throw new RangeError(`a delay of ${delayMs} ms`);
    this.#orders += 1;
    const alarm = { callback, dueMs: this.#nowMs + delayMs, order: this.#orders };
    this.#alarms.add(alarm);
    return alarm;
  }

  clear(id: TimerId): void {
    this.#alarms.delete(id as Alarm);
  }

  /** Timers that have not run. */
  get pending(): number {
    return this.#alarms.size;
  }

  /** Runs every timer that is due by then, and those that they set. */
  run(untilMs = Number.POSITIVE_INFINITY): void {
    while (this.runNext(untilMs));
    if (Number.isFinite(untilMs)) this.#nowMs = Math.max(this.#nowMs, untilMs);
  }

  /** When the next timer comes, from boot; infinity where there is none. */
  get nextDueMs(): number {
    return Math.min(...[...this.#alarms].map(({ dueMs }) => dueMs));
  }

  /** Moves on to the next timer and runs it; false where there is none. */
  runNext(untilMs = Number.POSITIVE_INFINITY): boolean {
    let next: Alarm | undefined;
    for (const alarm of this.#alarms) {
      const sooner =
        next === undefined ||
        alarm.dueMs < next.dueMs ||
        (alarm.dueMs === next.dueMs && alarm.order < next.order);
      if (sooner) next = alarm;
    }
    if (next === undefined || next.dueMs > untilMs) return false;
    this.#alarms.delete(next);
    this.#nowMs = Math.max(this.#nowMs, next.dueMs);
    next.callback();
    return true;
  }

  /** Time that an operation takes, without running timers. */
  pass(durationMs: number): void {
    this.#nowMs += durationMs;
  }

  /** A boot: the monotonic clock begins again, wall time goes on by `sleptMs`. */
  reboot(sleptMs: number): void {
    this.#wallOffsetMs += this.#nowMs + sleptMs;
    this.#nowMs = 0;
    this.#alarms.clear();
  }

  /** A chip's clock begins at 1970, and nobody has set it. */
  losePower(): void {
    this.#wallOffsetMs = -this.#nowMs;
    this.#set = false;
  }

  /** Somebody sets the wall clock. */
  setWall(wallMs: number): void {
    this.#wallOffsetMs = wallMs - this.#nowMs;
    this.#set = true;
  }
}

/** Runs timers until `promise` settles; throws where it waits for something that never comes. */
export async function settled<T>(promise: Promise<T>, time: FakeTime): Promise<T> {
  let done = false;
  const finish = (): void => {
    done = true;
  };
  promise.then(finish, finish);
  await jobs();
  for (let idle = 0; !done; idle++) {
    if (time.runNext()) idle = 0;
    else if (idle === IDLE_TURNS_MAX) throw new Error("it waits for something that never comes");
    else await realTurn();
    await jobs();
  }
  return promise;
}

/** Waits, in real time, until `promise` is settled or waits for a timer. */
export async function begun(promise: Promise<unknown>, time: FakeTime): Promise<void> {
  let done = false;
  const finish = (): void => {
    done = true;
  };
  promise.then(finish, finish);
  await jobs();
  for (let turn = 0; !done && time.pending === 0 && turn < IDLE_TURNS_MAX; turn++) await realTurn();
  await jobs();
}

/** What firmware imports when it is wanted takes real time in Node, and nothing else may. */
const IDLE_TURNS_MAX = 1_000;

function realTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 1));
}

/** Lets every promise job run that is ready. */
export function jobs(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
