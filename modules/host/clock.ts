/** Time as the board tells it. Nothing in `modules/` asks anybody else. */
export interface Clock {
  /** Milliseconds since this wake's boot; never goes back. */
  monotonicMs(): number;
  /** Milliseconds since 1970, UTC; may jump when the clock is set. */
  wallMs(): number;
  /** False until the wall clock was set once since power came. */
  isSet(): boolean;
}

/** One-shot timers. A callback never runs from within `set`. */
export interface Timers {
  set(callback: () => void, delayMs: number): TimerId;
  clear(id: TimerId): void;
}

export type TimerId = object;

/** Chance, from a source that the host seeds; a simulated run replays with its seed. */
export interface RandomSource {
  /** A number in [0, 1). */
  next(): number;
}
