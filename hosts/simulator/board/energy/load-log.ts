import type { Loads } from "./charge.js";
import { LOAD_ROWS } from "./current-table.js";

export type Load = "camera" | "radio" | "flash";

const LOADS: readonly Load[] = ["camera", "radio", "flash"];

/** Adds up, for one wake, for how long each load was on. Times are virtual, in milliseconds. */
export class LoadLog {
  readonly #nowMs: () => number;
  readonly #since = new Map<Load, number>();
  #onMs: Record<Load, number> = { camera: 0, radio: 0, flash: 0 };
  #sendingMs = 0;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  turn(load: Load, on: boolean): void {
    const since = this.#since.get(load);
    if (on === (since !== undefined)) return;
    if (since === undefined) this.#since.set(load, this.#nowMs());
    else {
      this.#onMs[load] += this.#nowMs() - since;
      this.#since.delete(load);
    }
  }

  /** What may be drawn at its worst with what is on now: a brown-out asks for no mean. */
  peakMa(): number {
    const { cpu, camera, radio, sending, flash } = LOAD_ROWS;
    const on = (load: Load): boolean => this.#since.has(load);
    return (
      cpu.high +
      (on("camera") ? camera.high : 0) +
      (on("radio") ? radio.high + sending.high : 0) +
      (on("flash") ? flash.high : 0)
    );
  }

  sent(durationMs: number): void {
    this.#sendingMs += durationMs;
  }

  /** The wake is over, with all that was on; what it came to, and a fresh log. */
  take(awakeMs: number, asleepMs: number): Loads {
    for (const load of LOADS) this.turn(load, false);
    const { camera, radio, flash } = this.#onMs;
    const sendingMs = this.#sendingMs;
    this.#onMs = { camera: 0, radio: 0, flash: 0 };
    this.#sendingMs = 0;
    return { awakeMs, asleepMs, cameraMs: camera, radioMs: radio, flashMs: flash, sendingMs };
  }
}
