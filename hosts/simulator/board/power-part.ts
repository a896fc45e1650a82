import {
  type Answer,
  type CallRequest,
  type Operation,
  OperationError,
  type Part,
  type Scheduler,
} from "./part.js";
import { seededRandom, seedFor } from "./random.js";

/** Why the firmware's machine started, in the words of modules/host/power.ts. */
export type BootCause = "power-on" | "timer" | "pin" | "reset" | "unknown";

/** Bytes of RTC memory that the firmware may use (docs/SPEC.md, "Wake record"). */
export const RETAINED_BYTES = 2048;

/** Eight conversions of some 0.1 ms, and the divider's settling: an estimate. */
const BATTERY_READ_MS = 1;

export interface PowerPartOptions {
  readonly seed: number;
  /** After how much of the sleep that follows a wake the motion pin ends it, if it does. */
  readonly pinAfterMs?: ((wake: number) => number | undefined) | undefined;
  /** What drives the motion pin, in place of `pinAfterMs`. */
  readonly motionSensor?: MotionSensor | undefined;
  /** Millivolts at the divider; undefined where the board has none. */
  readonly cellsMv?: (() => number) | undefined;
  /** Part of its length by which a sleep is longer (above 0) or shorter: the RTC's own clock. */
  readonly rtcDrift?: number | undefined;
  /** False until the firmware's clock was set once. */
  readonly clockSet?: boolean | undefined;
  readonly scheduler?: Pick<Scheduler, "nowMs"> | undefined;
}

/** A motion sensor's output over virtual time, in milliseconds since first power. */
export interface MotionSensor {
  isHigh(atMs: number): boolean;
  /** When the pin is next high within [fromMs, untilMs); undefined where it stays low. */
  nextHighMs(fromMs: number, untilMs: number): number | undefined;
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
    "pin.read": () => ({ body: { high: this.#pinIsHigh() } }),
    "battery.read": () => ({
      body: { millivolts: this.#options.cellsMv?.() ?? 0 },
      durationMs: BATTERY_READ_MS,
    }),
  };
  readonly #options: PowerPartOptions;
  readonly #noise: () => number;
  readonly #memory = new Uint8Array(RETAINED_BYTES);
  #wakes = 0;
  #cause: BootCause = "power-on";
  #sleepMs: number | undefined;
  #wakeOnPin = false;
  #clockLagMs = 0;
  #detector = "";

  constructor(options: PowerPartOptions) {
    this.#options = options;
    this.#noise = seededRandom(seedFor(options.seed, "rtc-noise"));
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
    this.#wakeOnPin = false;
  }

  /** How much time passes until the timer or the pin, where it is armed, ends a sleep. */
  sleepThrough(sleepMs: number): number {
    const { rtcDrift = 0 } = this.#options;
    const timerMs = sleepMs * (1 + rtcDrift);
    const pinMs = this.#wakeOnPin ? this.#pinAfterMs(timerMs) : undefined;
    this.#cause = pinMs !== undefined && pinMs < timerMs ? "pin" : "timer";
    const passedMs = pinMs === undefined ? timerMs : Math.min(pinMs, timerMs);
    this.#clockLagMs += passedMs - passedMs / (1 + rtcDrift);
    return passedMs;
  }

  /** How far the firmware's clock is behind the world's: a sleep is counted by the RTC alone. */
  get clockLagMs(): number {
    return this.#clockLagMs;
  }

  #pinAfterMs(timerMs: number): number | undefined {
    const { motionSensor, pinAfterMs } = this.#options;
    if (motionSensor === undefined) return pinAfterMs?.(this.#wakes);
    const nowMs = this.#nowMs();
    // As on a board: a level that is there already is not armed, or the sleep would end at once.
    if (motionSensor.isHigh(nowMs)) return undefined;
    const highMs = motionSensor.nextHighMs(nowMs, nowMs + timerMs);
    return highMs === undefined ? undefined : highMs - nowMs;
  }

  #pinIsHigh(): boolean {
    return this.#options.motionSensor?.isHigh(this.#nowMs()) === true;
  }

  #nowMs(): number {
    return this.#options.scheduler?.nowMs() ?? 0;
  }

  /** A crash or a watchdog: memory is kept. */
  restart(): void {
    this.#cause = "reset";
  }

  /** RTC memory is RAM: a brown-out takes it too, though its cause is a reset. */
  losePower(cause: "power-on" | "reset" = "power-on"): void {
    this.#cause = cause;
    for (let at = 0; at < RETAINED_BYTES; at++) this.#memory[at] = Math.floor(this.#noise() * 256);
  }

  reset(): void {}

  close(): void {}

  #boot({ detector }: CallRequest): Answer {
    this.#detector = String(detector ?? "");
    const { clockSet = true, cellsMv } = this.#options;
    const seed = seedFor(this.#options.seed, `wake-${this.#wakes}`);
    const divider = cellsMv === undefined ? {} : { divider: true };
    return { body: { cause: this.#cause, seed, clockSet, ...divider } };
  }

  #sleep(request: CallRequest): Answer {
    const durationMs = Number(request.durationMs);
    if (!(durationMs > 0) || !Number.isFinite(durationMs)) {
      throw new OperationError("power-endless-sleep", "every sleep needs a duration", "RangeError");
    }
    this.#sleepMs = durationMs;
    this.#wakeOnPin = request.wakeOnPin === true;
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
