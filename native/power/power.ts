import type { ByteBuffer } from "../../modules/host/bytes.js";
import type {
  MotionPin,
  Power,
  RetainedMemory,
  SleepOptions,
  WakeCause,
} from "../../modules/host/power.js";

/** `kPowerRetainedBytes` in power.h. */
const RETAINED_BYTES = 2048;

/** In the order of `enum power_wake_cause` in power.h. */
const WAKE_CAUSES: readonly WakeCause[] = ["unknown", "power-on", "timer", "pin", "reset"];

export interface DeepSleepOptions extends SleepOptions {
  /** RTC GPIOs (below 52) of which any at a high level ends the sleep, by ext1. */
  readonly highPins?: readonly number[];
  /** An RTC GPIO whose low level ends the sleep, by ext0. */
  readonly lowPin?: number;
}

function wakeCause(this: void, ...args: []): number {
  return native("xs_power_wake_cause").call(this, ...args) as number;
}

/** RTC memory at an address that every image leaves free (docs/SPEC.md, "RTC memory"). */
const memory: RetainedMemory = Object.freeze({
  byteLength: RETAINED_BYTES,
  read(...args: [buffer: Uint8Array]): void {
    native("xs_power_retained_read").call(this, ...args);
  },
  write(...args: [buffer: ByteBuffer]): void {
    native("xs_power_retained_write").call(this, ...args);
  },
});

function deepSleep(
  this: void,
  ...args: [durationMs: number, highPins: number, lowPin: number]
): never {
  return native("xs_power_sleep").call(this, ...args) as never;
}

function pinIsHigh(this: void, ...args: [pin: number]): boolean {
  return native("xs_power_pin_is_high").call(this, ...args) as boolean;
}

/** What a motion sensor drives: an RTC GPIO, pulled down where nothing does. */
export function motionPinAt(pin: number): MotionPin {
  return Object.freeze({ isHigh: () => pinIsHigh(pin) });
}

/** `Power` of a chip: sleep is deep sleep, and what follows it is a boot. */
export class ChipPower implements Power {
  readonly wakeCause = WAKE_CAUSES[wakeCause()] ?? "unknown";
  readonly memory = memory;

  /** RangeError for a sleep without an end; Error where a pin cannot wake the chip. */
  sleep({ durationMs, highPins = [], lowPin = -1 }: DeepSleepOptions): never {
    if (!(durationMs > 0 && durationMs < Number.POSITIVE_INFINITY)) {
      throw new RangeError("a sleep needs a duration");
    }
    deepSleep(
      durationMs,
      highPins.reduce((mask, pin) => mask + 2 ** pin, 0),
      lowPin,
    );
    throw new Error("a pin that cannot wake the chip");
  }
}
