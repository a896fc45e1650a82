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
  readonly slotBytesPeak: number;
  readonly chunkBytesPeak: number;
}

/** What ends a wake from outside, `afterMs` of virtual time after its reset. */
export interface Interruption {
  readonly afterMs: number;
  readonly how: "power-lost" | "watchdog";
}
