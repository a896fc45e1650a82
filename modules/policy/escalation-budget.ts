import {
  addCost,
  type Cost,
  type CostCode,
  type CostLimits,
  costRefusal,
  LEDGER_AT,
  LEDGER_WORDS,
  NO_COST,
  slideCosts,
} from "./day-cost.js";

/** What was asked of the cloud lately; kept in the wake state. Times are wall clock, ms. */
export interface EscalationState {
  /** Whether the cloud was ever asked since power came. */
  asked: boolean;
  lastAskMs: number;
  /** Whether the wall clock had been set when it was last read here. */
  clockWasSet: boolean;
  readonly hour: AskWindow;
  readonly day: AskWindow;
  /** Nobody asks before: the cloud said so, or the circuit breaker is open; 0 where neither. */
  notBeforeMs: number;
  /** The day's costs and the circuit breaker's counts (LEDGER_AT). */
  readonly ledger: Uint32Array;
}

/** Questions in a window of time and in the one before it. */
export interface AskWindow {
  startMs: number;
  count: number;
  countBefore: number;
}

export interface EscalationLimits extends CostLimits {
  readonly intervalMs: number;
  readonly perHourMax: number;
  readonly perDayMax: number;
}

export type BudgetCode =
  | "budget-interval"
  | "budget-hour"
  | "budget-day"
  | "budget-retry-after"
  | "cloud-breaker-open"
  | CostCode;

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
/** A cloud cannot silence the device for longer than this, nor can a clock that was set back. */
export const RETRY_AFTER_MS_MAX = DAY_MS;

export interface WallTime {
  readonly wallMs: number;
  readonly isSet: boolean;
}

export function initialEscalationState(ledger = new Uint32Array(LEDGER_WORDS)): EscalationState {
  return {
    asked: false,
    lastAskMs: 0,
    clockWasSet: false,
    hour: { startMs: 0, count: 0, countBefore: 0 },
    day: { startMs: 0, count: 0, countBefore: 0 },
    notBeforeMs: 0,
    ledger,
  };
}

/**
 * Why a question that costs at most `cost` may not be asked now, or undefined where it may. The
 * windows slide: what was asked in the window before counts by the part of it that is still within
 * reach, so that no hour at all holds much more than `perHourMax`, wherever it begins.
 */
export function budgetRefusal(
  state: EscalationState,
  limits: EscalationLimits,
  time: WallTime,
  cost: Cost = NO_COST,
): BudgetCode | undefined {
  followClock(state, time);
  const { hour, day, ledger } = state;
  const { wallMs } = time;
  if (wallMs < state.notBeforeMs) {
    return ledger[LEDGER_AT.level] === 0 ? "budget-retry-after" : "cloud-breaker-open";
  }
  if (state.asked && wallMs - state.lastAskMs < limits.intervalMs) return "budget-interval";
  slideBoth(state, wallMs);
  if (spent(hour, HOUR_MS, wallMs) + 1 > limits.perHourMax) return "budget-hour";
  if (spent(day, DAY_MS, wallMs) + 1 > limits.perDayMax) return "budget-day";
  return costRefusal(ledger, limits, cost, withinReach(day, DAY_MS, wallMs));
}

/** Counts a question and its cost. Call it, and store the state, before the question is asked. */
export function spend(state: EscalationState, time: WallTime, cost: Cost = NO_COST): void {
  followClock(state, time);
  slideBoth(state, time.wallMs);
  state.hour.count += 1;
  state.day.count += 1;
  state.asked = true;
  state.lastAskMs = time.wallMs;
  addCost(state.ledger, cost);
}

/**
 * Puts what a question has cost in the place of what was `spent` for it. What nobody can tell any
 * more, such as the tokens of an answer that never came, stays as it was reckoned.
 */
export function settleCost({ ledger }: EscalationState, spent: Cost, actual: Cost): void {
  addCost(ledger, actual);
  addCost(ledger, spent, -1);
}

/** Remembers that the cloud wants to be left alone for a while. */
export function holdOff(state: EscalationState, retryAfterMs: number, time: WallTime): void {
  followClock(state, time);
  const waitMs = Math.min(Math.max(retryAfterMs, 0), RETRY_AFTER_MS_MAX);
  state.notBeforeMs = Math.max(state.notBeforeMs, time.wallMs + waitMs);
}

/**
 * Where the clock was set, or runs behind what is remembered, nobody knows how much time has
 * passed: none, we say. The counts stay and their windows begin again now, so that a clock cannot
 * be turned into money.
 */
export function followClock(state: EscalationState, { wallMs, isSet }: WallTime): void {
  const { hour, day, notBeforeMs } = state;
  const behind = wallMs < Math.max(state.lastAskMs, hour.startMs, day.startMs);
  if (behind || (isSet && !state.clockWasSet && (state.asked || notBeforeMs > 0))) {
    const waitMs = notBeforeMs - state.lastAskMs;
    state.lastAskMs = wallMs;
    hour.startMs = wallMs;
    day.startMs = wallMs;
    if (waitMs > 0) state.notBeforeMs = wallMs + Math.min(waitMs, RETRY_AFTER_MS_MAX);
  }
  state.clockWasSet = isSet;
}

function slideBoth({ hour, day, ledger }: EscalationState, wallMs: number): void {
  slide(hour, HOUR_MS, wallMs);
  const passed = slide(day, DAY_MS, wallMs);
  if (passed > 0) slideCosts(ledger, passed === 1);
}

/** How many windows have passed. */
function slide(window: AskWindow, lengthMs: number, wallMs: number): number {
  const passed = Math.floor((wallMs - window.startMs) / lengthMs);
  if (passed < 1) return 0;
  window.countBefore = passed === 1 ? window.count : 0;
  window.count = 0;
  // A window that nothing was asked in begins with its first question.
  window.startMs = window.countBefore === 0 ? wallMs : window.startMs + lengthMs;
  return passed;
}

function spent(window: AskWindow, lengthMs: number, wallMs: number): number {
  return window.count + window.countBefore * withinReach(window, lengthMs, wallMs);
}

/** The part of the window before that is less than a window's length ago. */
function withinReach({ startMs }: AskWindow, lengthMs: number, wallMs: number): number {
  return 1 - (wallMs - startMs) / lengthMs;
}
