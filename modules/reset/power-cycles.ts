// Not preloaded: cold starts alone run it, and bytecode takes less flash than what it makes.
import type { KeyValueModule } from "../host/storage.js";
import { readMark, writeMark } from "./marks.js";

/**
 * The gesture of a board without a button: power goes on and off three times, each time for longer
 * than a bad contact or a brown-out loop lives and for shorter than a board in use does. RTC memory
 * is lost with power, so the count of such cycles in a row is kept in flash.
 *
 * A power-on counts once it has lived CYCLE_MS_MIN, and is forgotten with all before it once it has
 * lived CYCLE_MS_MAX. Until then nothing that draws a current is switched on: what cannot hold its
 * supply under load gets as far as that load, and its count is gone. A fourth short cycle ends the
 * gesture, and no other begins before a longer life: a supply that fails again and again asks for
 * nothing.
 */
export const CYCLES_FOR_RESET = 3;
export const CYCLE_MS_MIN = 1_000;
export const CYCLE_MS_MAX = 5_000;

const CYCLES_KEY = "power-cycles";
const CYCLES_MAX = CYCLES_FOR_RESET + 1;

/** Short cycles in a row before this power-on, at most one too many. Throws as the store does. */
export function readCycles(keyValue: KeyValueModule): number {
  return Math.min(readMark(keyValue, CYCLES_KEY), CYCLES_MAX);
}

/** This power-on counts as one more. */
export function countCycle(keyValue: KeyValueModule, cyclesBefore: number): void {
  writeMark(keyValue, CYCLES_KEY, cyclesBefore + 1);
}

/** The row is over. Writes nothing where there was none. */
export function forgetCycles(keyValue: KeyValueModule): void {
  if (readMark(keyValue, CYCLES_KEY) !== 0) writeMark(keyValue, CYCLES_KEY, 0);
}
