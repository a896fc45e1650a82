import type { Light } from "../../../modules/host/light.js";
import { call } from "./board.js";

/** A light of the virtual board, by the board's name for it. */
export class SimulatedLight implements Light {
  readonly #light: unknown;
  #open = true;

  constructor({ light }: { light?: unknown }) {
    this.#light = light;
    this.write(0);
  }

  write(value: 0 | 1): void {
    if (!this.#open) throw new Error("the light is closed");
    call({ op: "light.write", light: this.#light, value });
  }

  close(): void {
    if (this.#open) this.write(0);
    this.#open = false;
  }
}
