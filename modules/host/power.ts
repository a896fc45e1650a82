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
  /**
   * Whether the motion sensor may end it sooner. A pin that is high when sleep begins is not armed,
   * or the wake would come at once and again and again. Nothing where the board has no such pin.
   */
  readonly wakeOnPin?: boolean;
}

/** The pin of the motion sensor, high while it sees something move. */
export interface MotionPin {
  isHigh(): boolean;
}

/** The cells, through a divider. To be read before the radio is started. */
export interface Battery {
  /** Undefined where the reading failed. */
  millivolts(): number | undefined;
}

/** `native/power`: what the standard lacks, in its style. */
export interface Power {
  readonly wakeCause: WakeCause;
  readonly memory: RetainedMemory;
  /** Missing where the board has none. */
  readonly motionPin?: MotionPin | undefined;
  /** Missing where nothing leads from the cells to the chip. */
  readonly battery?: Battery | undefined;
  /** Ends this wake: on every host the machine is gone and the next wake is a boot. */
  sleep(options: SleepOptions): never;
}
