import {
  type Answer,
  type CallRequest,
  type Operation,
  OperationError,
  type Part,
} from "./part.js";
import { seededRandom, seedFor } from "./random.js";

/** Why the firmware's machine started, in the words of modules/host/power.ts. */
export type BootCause = "power-on" | "timer" | "pin" | "reset";

/** Bytes of RTC memory that the firmware may use (docs/SPEC.md, "Wake record"). */
export const RETAINED_BYTES = 2048;

export interface PowerPartOptions {
  readonly seed: number;
  /** After how much of the sleep that follows a wake the motion pin ends it, if it does. */
  readonly pinAfterMs?: ((wake: number) => number | undefined) | undefined;
}

/**
 * Boot, sleep and RTC memory: RAM that deep sleep and a reset keep, and that a loss of power turns
 * into noise.
 */
export class PowerPart implements Part {
  readonly operations: Readonly<Record<string, Operation>> = {
    boot: (request) => this.#boot(request),
    sleep: (request) => this.#sleep(request),
    delay: (request) => ({ durationMs: Number(request.durationMs) || 0 }),
    "rtc.read": () => ({ payload: this.#memory.slice() }),
    "rtc.write": (_, payload) => this.#write(payload),
  };
  readonly #seed: number;
  readonly #pinAfterMs: NonNullable<PowerPartOptions["pinAfterMs"]>;
  readonly #noise: () => number;
  readonly #memory = new Uint8Array(RETAINED_BYTES);
  #wakes = 0;
  #cause: BootCause = "power-on";
  #sleepMs: number | undefined;
  #detector = "";

  constructor({ seed, pinAfterMs = () => undefined }: PowerPartOptions) {
    this.#seed = seed;
    this.#pinAfterMs = pinAfterMs;
    this.#noise = seededRandom(seedFor(seed, "rtc-noise"));
    this.losePower();
  }

  get cause(): BootCause {
    return this.#cause;
  }

  /** The firmware's detector engine, known once it has booted. */
  get detector(): string {
    return this.#detector;
  }

  /** What the firmware asked for before it left; undefined where it did not. */
  get sleepMs(): number | undefined {
    return this.#sleepMs;
  }

  /** A wake begins. */
  wake(): void {
    this.#wakes += 1;
    this.#sleepMs = undefined;
  }

  /** How much of a sleep passes until the timer or the pin ends it. */
  sleepThrough(sleepMs: number): number {
    const pinAfterMs = this.#pinAfterMs(this.#wakes) ?? sleepMs;
    this.#cause = pinAfterMs < sleepMs ? "pin" : "timer";
    return Math.min(pinAfterMs, sleepMs);
  }

  /** A crash or a watchdog: memory is kept. */
  restart(): void {
    this.#cause = "reset";
  }

  losePower(): void {
    this.#cause = "power-on";
    for (let at = 0; at < RETAINED_BYTES; at++) this.#memory[at] = Math.floor(this.#noise() * 256);
  }

  reset(): void {}

  close(): void {}

  #boot({ detector }: CallRequest): Answer {
    this.#detector = String(detector ?? "");
    const seed = seedFor(this.#seed, `wake-${this.#wakes}`);
    return { body: { cause: this.#cause, seed, clockSet: true } };
  }

  #sleep(request: CallRequest): Answer {
    const durationMs = Number(request.durationMs);
    if (!(durationMs > 0) || !Number.isFinite(durationMs)) {
      throw new OperationError("power-endless-sleep", "every sleep needs a duration", "RangeError");
    }
    this.#sleepMs = durationMs;
    return {};
  }

  #write(payload: Uint8Array): Answer {
    if (payload.length > RETAINED_BYTES) {
      const message = `RTC memory has ${RETAINED_BYTES} bytes`;
      throw new OperationError("rtc-too-large", message, "RangeError");
    }
    this.#memory.set(payload);
    return {};
  }
}
