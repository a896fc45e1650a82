import type { ByteBuffer } from "./bytes.js";

/** Why this wake began. `unknown` is a cause that the host could not name. */
export type WakeCause = "power-on" | "timer" | "pin" | "reset" | "unknown";

/** RTC memory: the RAM that deep sleep keeps and a loss of power turns into noise. */
export interface RetainedMemory {
  readonly byteLength: number;
  /** Fills `buffer` from the start of the memory. */
  read(buffer: Uint8Array): void;
  write(buffer: ByteBuffer): void;
}

export interface SleepOptions {
  /** Every sleep has an end. */
  readonly durationMs: number;
}

/** `native/power`: what the standard lacks, in its style. */
export interface Power {
  readonly wakeCause: WakeCause;
  readonly memory: RetainedMemory;
  /** Ends this wake: on every host the machine is gone and the next wake is a boot. */
  sleep(options: SleepOptions): never;
}
