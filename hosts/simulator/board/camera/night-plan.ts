import { type DayPlanOptions, type PlannedStep, planDay, type StepKind } from "./day-plan.js";
import { moonlessNight } from "./scenes/light.js";

/** Nothing but light changes in these, and there is none. */
const LIGHT_ALONE: readonly StepKind[] = ["lamp", "dawn", "later"];

/** Comings and goings as by day, in a night without moon, lamps or a town. */
export function planNight(seed: number | string, options: DayPlanOptions): PlannedStep[] {
  const light = moonlessNight(options.place.lamps.length);
  return planDay(seed, options)
    .filter(({ kind }) => !LIGHT_ALONE.includes(kind))
    .map(({ kind, scene }) => ({ kind, hour: 0, scene: { ...scene, light } }));
}
