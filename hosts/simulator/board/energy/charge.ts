import { BOARD_ROWS, type BoardName, type CurrentRow, LOAD_ROWS } from "./current-table.js";

/** For how long what was on, in one wake and the sleep after it. Milliseconds. */
export interface Loads {
  readonly awakeMs: number;
  readonly cameraMs: number;
  readonly radioMs: number;
  readonly sendingMs: number;
  readonly flashMs: number;
  readonly asleepMs: number;
}

export const LOAD_STATES = ["sleep", "chip", "camera", "radio", "flash"] as const;
export type LoadState = (typeof LOAD_STATES)[number];

/** Millicoulombs (mA x s) by what they went into. */
export type Charge = Readonly<Record<LoadState, number>>;

/** Which of a row's three figures is taken. */
export type Estimate = "low" | "middle" | "high";

export const NO_CHARGE: Charge = { sleep: 0, chip: 0, camera: 0, radio: 0, flash: 0 };

export function chargeOf(loads: Loads, board: BoardName, estimate: Estimate = "middle"): Charge {
  const { sleep, regulator } = BOARD_ROWS[board];
  const { cpu, camera, radio, sending, flash, sensor } = LOAD_ROWS;
  const of = (row: CurrentRow, durationMs: number): number => (row[estimate] * durationMs) / 1_000;
  return {
    sleep: of(sleep, loads.asleepMs) + of(sensor, loads.asleepMs),
    chip: of(cpu, loads.awakeMs) + of(regulator, loads.awakeMs) + of(sensor, loads.awakeMs),
    camera: of(camera, loads.cameraMs),
    radio: of(radio, loads.radioMs) + of(sending, Math.min(loads.sendingMs, loads.radioMs)),
    flash: of(flash, loads.flashMs),
  };
}

export function plus(one: Charge, other: Charge): Charge {
  return {
    sleep: one.sleep + other.sleep,
    chip: one.chip + other.chip,
    camera: one.camera + other.camera,
    radio: one.radio + other.radio,
    flash: one.flash + other.flash,
  };
}

export function total({ sleep, chip, camera, radio, flash }: Charge): number {
  return sleep + chip + camera + radio + flash;
}

export function joulesOf(charge: Charge, board: BoardName): number {
  return (total(charge) / 1_000) * BOARD_ROWS[board].volts;
}

export const MILLICOULOMBS_PER_MAH = 3_600;
