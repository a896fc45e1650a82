import type { LightEntry } from "../../modules/host/light.js";
import type { FakeTime } from "./fake-time.js";

/** A light that remembers when it was lit and when it went dark. */
export class FakeLight {
  readonly entry: LightEntry;
  readonly changes: { readonly lit: boolean; readonly atMs: number }[] = [];
  /** Lights that nobody has closed. */
  open = 0;
  lit = false;
  /** Told to do anything, it throws. */
  broken = false;

  constructor(time: FakeTime) {
    const fake = this;
    this.entry = {
      io: class {
        #open = true;

        constructor() {
          if (fake.broken) throw new Error("no such pin");
          fake.open += 1;
        }

        write(value: 0 | 1): void {
          if (fake.broken || !this.#open) throw new Error("the light is closed");
          fake.#turn(value === 1, time.monotonicMs());
        }

        close(): void {
          if (this.#open) fake.open -= 1;
          this.#open = false;
          fake.#turn(false, time.monotonicMs());
        }
      },
    };
  }

  /** Power is gone, and with it whoever had the light open. */
  losePower(): void {
    this.open = 0;
    this.lit = false;
  }

  #turn(lit: boolean, atMs: number): void {
    if (lit !== this.lit) this.changes.push({ lit, atMs });
    this.lit = lit;
  }
}
