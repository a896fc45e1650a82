import type { Moment } from "../policy/escalation-budget.js";
import type { ThisWake } from "./this-wake.js";

/** Both clocks are read one after the other; a time server's correction is more than that takes. */
const STEP_MS_MIN = 10;
const DATES_SINCE_MS = Date.UTC(2025, 0, 1);

/**
 * Now. A wall clock jumps within a wake alone, where a connection has it set: then it has parted from
 * the clock that counts from boot. What is remembered by the steady clock does not move with it, and
 * this wake began by the new time.
 */
export function nowOf(wake: ThisWake): Moment {
  const { host, state } = wake;
  const wallMs = host.clock.wallMs();
  const bootMs = wallMs - host.clock.monotonicMs();
  const stepMs = bootMs - wake.bootMs;
  if (Math.abs(stepMs) >= STEP_MS_MIN) {
    wake.bootMs = bootMs;
    wake.atMs += stepMs;
    state.clockStepMs += stepMs;
  }
  return { steadyMs: steadyOf(wake, wallMs), wallMs, isSet: host.clock.isSet() };
}

/**
 * After a wake that did not live to tell: it may have had the clock set, and nobody knows how long
 * ago that was, so no time has passed since its question; or the chip has lost its time, and its clock
 * begins anew.
 */
export function takeUpClock({ atMs, state }: ThisWake): void {
  const { asked, lastAskMs } = state.escalation;
  const isSetUnsaid = asked && isDate(atMs) && !isDate(lastAskMs + state.clockStepMs);
  if (isSetUnsaid) state.clockStepMs = atMs - lastAskMs;
  else if (atMs < state.clockStepMs) state.clockStepMs = 0;
}

/** Whether a time is one since 1970, and not one since power came: no device of ours is older. */
export function isDate(atMs: number): boolean {
  return atMs >= DATES_SINCE_MS;
}

/** The same moment by the clock that nobody sets. */
export function steadyOf({ state }: ThisWake, wallMs: number): number {
  return wallMs - state.clockStepMs;
}
