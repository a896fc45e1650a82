import type { BootCause } from "./power-part.js";

/** What one wake came to. */
export interface WakeRecord {
  /** Counted by the board from 1; the firmware counts its own. */
  readonly number: number;
  readonly cause: BootCause;
  readonly startMs: number;
  readonly durationMs: number;
  /** As FirmwareEnd tells, or `power-lost`, `watchdog`, `hung` or `link-broken`. */
  readonly how: string;
  readonly said: string;
  readonly reports: readonly Readonly<Record<string, unknown>>[];
  readonly computrons: number;
  /** Slots and chunks when the firmware first asked for anything. */
  readonly heapIdleBytes: number;
  readonly slotBytesPeak: number;
  readonly chunkBytesPeak: number;
  /** Of the firmware, events and waits included. */
  readonly requests: number;
}

/** What ends a wake from outside, after so much virtual time or so many of its requests. */
export interface Interruption {
  /** From its reset. */
  readonly afterMs?: number;
  /** The request with this number, from 0, is the last, and is never answered. */
  readonly atRequest?: number;
  /** `brown-out`: RTC memory is lost as with power, and the next wake's cause is a reset. */
  readonly how: "power-lost" | "watchdog" | "panic" | "brown-out";
}

/** Virtual time after which the watchdog of last resort resets the board. */
export const WAKE_MS_MAX = 120_000;

/** When a wake is ended from outside at the latest. */
export interface Limit {
  readonly atMs: number;
  readonly atRequest: number | undefined;
  readonly how: string;
}

/** Where nothing else ends a wake, the watchdog of last resort does. */
export function limitOf(interruption: Interruption | undefined, startMs: number): Limit {
  const { afterMs = WAKE_MS_MAX, atRequest, how = "watchdog" } = interruption ?? {};
  return { atMs: startMs + afterMs, atRequest, how };
}
