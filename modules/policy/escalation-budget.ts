/** What was asked of the cloud lately; kept in the wake state. Times are wall clock, ms. */
export interface EscalationState {
  /** Whether the cloud was ever asked since power came. */
  asked: boolean;
  lastAskMs: number;
  /** Whether the wall clock had been set when it was last read here. */
  clockWasSet: boolean;
  readonly hour: AskWindow;
  readonly day: AskWindow;
  /** The cloud said not to come back before; 0 where it did not. */
  notBeforeMs: number;
}

/** Questions in a window of time and in the one before it. */
export interface AskWindow {
  startMs: number;
  count: number;
  countBefore: number;
}

export interface EscalationLimits {
  readonly intervalMs: number;
  readonly perHourMax: number;
  readonly perDayMax: number;
}

export type BudgetCode = "budget-interval" | "budget-hour" | "budget-day" | "budget-retry-after";

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
/** A cloud cannot silence the device for longer than this, nor can a clock that was set back. */
export const RETRY_AFTER_MS_MAX = DAY_MS;

export interface WallTime {
  readonly wallMs: number;
  readonly isSet: boolean;
}

export function initialEscalationState(): EscalationState {
  return {
    asked: false,
    lastAskMs: 0,
    clockWasSet: false,
    hour: { startMs: 0, count: 0, countBefore: 0 },
    day: { startMs: 0, count: 0, countBefore: 0 },
    notBeforeMs: 0,
  };
}

/**
 * Why the cloud may not be asked now, or undefined where it may. The windows slide: what was asked
 * in the window before counts by the part of it that is still within reach, so that no hour at all
 * holds much more than `perHourMax`, wherever it begins.
 */
export function budgetRefusal(
  state: EscalationState,
  limits: EscalationLimits,
  time: WallTime,
): BudgetCode | undefined {
  followClock(state, time);
  const { wallMs } = time;
  if (wallMs < state.notBeforeMs) return "budget-retry-after";
  if (state.asked && wallMs - state.lastAskMs < limits.intervalMs) return "budget-interval";
  slide(state.hour, HOUR_MS, wallMs);
  slide(state.day, DAY_MS, wallMs);
  if (spent(state.hour, HOUR_MS, wallMs) + 1 > limits.perHourMax) return "budget-hour";
  if (spent(state.day, DAY_MS, wallMs) + 1 > limits.perDayMax) return "budget-day";
  return undefined;
}

/** Counts a question. Call it, and store the state, before the question is asked. */
export function spend(state: EscalationState, time: WallTime): void {
  followClock(state, time);
  slide(state.hour, HOUR_MS, time.wallMs);
  slide(state.day, DAY_MS, time.wallMs);
  state.hour.count += 1;
  state.day.count += 1;
  state.asked = true;
  state.lastAskMs = time.wallMs;
}

/** Remembers that the cloud wants to be left alone for a while. */
export function holdOff(state: EscalationState, retryAfterMs: number, time: WallTime): void {
  const waitMs = Math.min(Math.max(retryAfterMs, 0), RETRY_AFTER_MS_MAX);
  state.notBeforeMs = Math.max(state.notBeforeMs, time.wallMs + waitMs);
}

/**
 * Where the clock was set, or runs behind what is remembered, nobody knows how much time has
 * passed: none, we say. The counts stay and their windows begin again now, so that a clock cannot
 * be turned into money.
 */
function followClock(state: EscalationState, { wallMs, isSet }: WallTime): void {
  const behind = wallMs < Math.max(state.lastAskMs, state.hour.startMs, state.day.startMs);
  if (behind || (isSet && !state.clockWasSet && state.asked)) {
    const waitMs = state.notBeforeMs - state.lastAskMs;
    state.lastAskMs = wallMs;
    state.hour.startMs = wallMs;
    state.day.startMs = wallMs;
    if (waitMs > 0) state.notBeforeMs = wallMs + Math.min(waitMs, RETRY_AFTER_MS_MAX);
  }
  state.clockWasSet = isSet;
}

function slide(window: AskWindow, lengthMs: number, wallMs: number): void {
  const passed = Math.floor((wallMs - window.startMs) / lengthMs);
  if (passed < 1) return;
  window.countBefore = passed === 1 ? window.count : 0;
  window.count = 0;
  // A window that nothing was asked in begins with its first question.
  window.startMs = window.countBefore === 0 ? wallMs : window.startMs + lengthMs;
}

function spent(window: AskWindow, lengthMs: number, wallMs: number): number {
  const withinReach = 1 - (wallMs - window.startMs) / lengthMs;
  return window.count + window.countBefore * withinReach;
}
