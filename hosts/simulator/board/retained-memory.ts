import type { Operation, Part } from "./part.js";
import { OperationError } from "./part.js";

/** Bytes of RTC memory that the firmware may use (docs/SPEC.md, "RTC record"). */
export const RETAINED_BYTES = 2048;

/** RTC memory: RAM that deep sleep and a reset keep, and a loss of power turns into noise. */
export class RetainedMemory implements Part {
  readonly #bytes = new Uint8Array(RETAINED_BYTES);
  readonly #noise: () => number;
  readonly operations: Readonly<Record<string, Operation>>;

  /** `noise` gives numbers in [0, 1): what the memory holds when power comes. */
  constructor(options: { noise: () => number }) {
    this.#noise = options.noise;
    this.operations = {
      "rtc.read": () => ({ payload: this.#bytes.slice() }),
      "rtc.write": (_, payload) => this.#write(payload),
    };
    this.losePower();
  }

  losePower(): void {
    for (let at = 0; at < RETAINED_BYTES; at++) this.#bytes[at] = Math.floor(this.#noise() * 256);
  }

  #write(payload: Uint8Array): object {
    if (payload.length > RETAINED_BYTES)
      throw new OperationError(
        "rtc-too-large",
        `RTC memory has ${RETAINED_BYTES} bytes`,
        "RangeError",
      );
    this.#bytes.set(payload);
    return {};
  }

  reset(): void {}

  close(): void {}
}
