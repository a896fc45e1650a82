import type { Settings } from "../settings/schema.js";

/**
 * What low cells cost the device, step by step: 0 nothing, 1 fewer looks, 2 and no cloud, 3 sleep
 * until recharged.
 */
export type Rung = 0 | 1 | 2 | 3;

/** How many times longer the intervals are on each rung. */
export const STRETCH: readonly [number, number, number, number] = Object.freeze([1, 2, 4, 4]);

/** Cells rebound once the load is gone: a step up wants so much more than the step down. */
export const REBOUND_MV = 100;

/** The rung for a reading; a step up from `before` only where the reading is well above its edge. */
export function rungOf(
  millivolts: number,
  before: Rung,
  { batteryFewerMv, batteryNoCloudMv, batterySleepMv }: Settings["power"],
): Rung {
  const margin = (rung: Rung): number => (before >= rung ? REBOUND_MV : 0);
  if (millivolts < batterySleepMv + margin(3)) return 3;
  if (millivolts < batteryNoCloudMv + margin(2)) return 2;
  return millivolts < batteryFewerMv + margin(1) ? 1 : 0;
}
