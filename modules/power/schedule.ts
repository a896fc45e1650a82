import type { Settings } from "../settings/schema.js";
import { type Rung, STRETCH } from "./battery-ladder.js";
import { pinWaitMs } from "./pin-limit.js";

/** What the schedule keeps from wake to wake. */
export interface ScheduleState {
  /** Wakes in a row in which nothing moved, up to QUIET_WAKES_MAX. */
  quietWakes: number;
  /** The pin's allowance (pin-limit.ts), ms since 1970. */
  pinClearMs: number;
  rung: Rung;
}

/**
 * What a wake has found, as far as it bears on the next one. `busy`: somebody is there, or it is not
 * settled yet that nobody is.
 */
export type Scene = "busy" | "too-dark" | "usual";

export interface Moment {
  /** ms since 1970. */
  readonly wallMs: number;
  /** By the clock that nobody sets. */
  readonly steadyMs: number;
  /** Whether that means anything but differences. */
  readonly isSet: boolean;
  /** Since this wake's boot. */
  readonly awakeMs: number;
  readonly pinIsHigh: boolean;
}

export interface SleepPlan {
  readonly durationMs: number;
  readonly wakeOnPin: boolean;
}

export const QUIET_WAKES_MAX = 0xffff;
/** A pin that is high cannot be armed: so soon it is looked at again. */
export const PIN_RETRY_MS = 10_000;
/** No clock and no setting makes a sleep longer. */
export const SLEEP_MS_MAX = 86_400_000;
/** While the cells recover nothing is looked at; so often they are asked. */
export const RECHARGE_CHECK_MS = 3_600_000;
const MINUTE_MS = 60_000;
const DAY_MINUTES = 1_440;

type PowerSettings = Settings["power"];

export function initialScheduleState(): ScheduleState {
  return { quietWakes: 0, pinClearMs: 0, rung: 0 };
}

/**
 * How long to sleep, and whether the motion sensor may end it. Every plan has an end: at most
 * SLEEP_MS_MAX, at least `sleepMsMin`.
 */
export function planSleep(
  power: PowerSettings,
  state: ScheduleState,
  scene: Scene,
  moment: Moment,
): SleepPlan {
  if (state.rung === 3) return { durationMs: RECHARGE_CHECK_MS, wakeOnPin: false };
  const quietMs = moment.isSet ? quietHoursLeftMs(power, moment.wallMs) : 0;
  if (quietMs > 0) return { durationMs: bounded(quietMs, power), wakeOnPin: false };
  const untilTimerMs = intervalMs(power, state, scene) * STRETCH[state.rung] - moment.awakeMs;
  if (power.wakeOn === "timer") {
    return { durationMs: bounded(untilTimerMs, power), wakeOnPin: false };
  }
  const ownMs = power.wakeOn === "pin" ? power.heartbeatMs - moment.awakeMs : untilTimerMs;
  if (moment.pinIsHigh) {
    return { durationMs: bounded(Math.min(ownMs, PIN_RETRY_MS), power), wakeOnPin: false };
  }
  const waitMs = pinWaitMs(state.pinClearMs, moment.steadyMs, power.pinWakesPerHourMax);
  if (waitMs <= 0) return { durationMs: bounded(ownMs, power), wakeOnPin: true };
  return { durationMs: bounded(Math.min(ownMs, waitMs), power), wakeOnPin: false };
}

/** Takes one wake into account: whether anything moved in it. */
export function countQuiet(state: ScheduleState, moved: boolean): void {
  if (moved) state.quietWakes = 0;
  else if (state.quietWakes < QUIET_WAKES_MAX) state.quietWakes += 1;
}

/** From one wake's start to the next's, for full cells. */
function intervalMs(power: PowerSettings, { quietWakes }: ScheduleState, scene: Scene): number {
  const usualMs = power.wakeIntervalMs;
  if (scene === "busy") return power.busyIntervalMs || usualMs;
  if (scene === "too-dark") return power.nightIntervalMs || usualMs;
  return quietWakes >= power.quietAfterWakes ? power.quietIntervalMs || usualMs : usualMs;
}

/** Milliseconds until the quiet hours that are now end; 0 where there are none now. */
export function quietHoursLeftMs(
  { quietFromMinute, quietToMinute }: PowerSettings,
  wallMs: number,
): number {
  if (quietFromMinute === quietToMinute) return 0;
  const minute = (wallMs / MINUTE_MS) % DAY_MINUTES;
  const since = (minute - quietFromMinute + DAY_MINUTES) % DAY_MINUTES;
  const length = (quietToMinute - quietFromMinute + DAY_MINUTES) % DAY_MINUTES;
  return since < length ? (length - since) * MINUTE_MS : 0;
}

function bounded(durationMs: number, { sleepMsMin }: PowerSettings): number {
  const whole = Math.ceil(durationMs);
  // Not a number is neither; a clock that makes no sense must not make a sleep that has no end.
  if (whole >= sleepMsMin) return whole < SLEEP_MS_MAX ? whole : SLEEP_MS_MAX;
  return sleepMsMin;
}
