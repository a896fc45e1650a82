import type { Moment } from "../../modules/policy/escalation-budget.js";

/** A moment of a device whose wall clock was never set while power lasted: both clocks are one. */
export function momentAt(wallMs: number, isSet = true): Moment {
  return { steadyMs: wallMs, wallMs, isSet };
}
