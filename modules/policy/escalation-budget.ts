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

/** What was asked of the cloud lately; kept in the wake state. Times are by the steady clock, ms. */
export interface EscalationState {
  /** Whether the cloud was ever asked since power came. */
  asked: boolean;
  lastAskMs: number;
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

const OF_DAY: readonly BudgetCode[] = [
  "budget-day",
  "budget-bytes",
  "budget-joules",
  "budget-money",
];

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
/** A cloud cannot silence the device for longer than this, nor can a clock that was set back. */
export const RETRY_AFTER_MS_MAX = DAY_MS;

/** Now, by two clocks. */
export interface Moment {
  /**
   * Goes on evenly through sleeps while power lasts, whatever sets the wall clock: so no time server
   * can lengthen or shorten what is counted by it. Where it began says nothing.
   */
  readonly steadyMs: number;
  /** Since 1970, where `isSet`. */
  readonly wallMs: number;
  readonly isSet: boolean;
}

export function initialEscalationState(ledger = new Uint32Array(LEDGER_WORDS)): EscalationState {
  return {
    asked: false,
    lastAskMs: 0,
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
  moment: Moment,
  cost: Cost = NO_COST,
): BudgetCode | undefined {
  catchUp(state, moment);
  const { hour, day, ledger } = state;
  const { steadyMs } = moment;
  if (steadyMs < state.notBeforeMs) {
    return ledger[LEDGER_AT.level] === 0 ? "budget-retry-after" : "cloud-breaker-open";
  }
  if (state.asked && steadyMs - state.lastAskMs < limits.intervalMs) return "budget-interval";
  if (spent(hour, HOUR_MS, steadyMs) + 1 > limits.perHourMax) return "budget-hour";
  if (spent(day, DAY_MS, steadyMs) + 1 > limits.perDayMax) return "budget-day";
  return costRefusal(ledger, limits, cost, withinReach(day, DAY_MS, steadyMs));
}

/** Whether a day that began earlier, as a clock might tell, would not refuse. */
export function isOfDay(code: BudgetCode | undefined): boolean {
  return code !== undefined && OF_DAY.includes(code);
}

/** Counts a question and its cost. Call it, and store the state, before the question is asked. */
export function spend(state: EscalationState, moment: Moment, cost: Cost = NO_COST): void {
  catchUp(state, moment);
  state.hour.count += 1;
  state.day.count += 1;
  state.asked = true;
  state.lastAskMs = moment.steadyMs;
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
export function holdOff(state: EscalationState, retryAfterMs: number, moment: Moment): void {
  catchUp(state, moment);
  const waitMs = Math.min(Math.max(retryAfterMs, 0), RETRY_AFTER_MS_MAX);
  state.notBeforeMs = Math.max(state.notBeforeMs, moment.steadyMs + waitMs);
}

/** Brings the state up to the moment: windows that are over make room for the next. */
export function catchUp(state: EscalationState, moment: Moment): void {
  followClock(state, moment);
  placeRestored(state, moment);
  const { hour, day, ledger } = state;
  slide(hour, HOUR_MS, moment.steadyMs);
  const passed = slide(day, DAY_MS, moment.steadyMs);
  if (passed > 0) slideCosts(ledger, passed === 1);
}

/**
 * Where even the steady clock runs behind what is remembered, the chip has lost it, and nobody knows
 * how much time has passed: none, we say. The counts stay and their windows begin again now.
 */
function followClock(state: EscalationState, { steadyMs }: Moment): void {
  const { hour, day, notBeforeMs } = state;
  if (steadyMs >= Math.max(state.lastAskMs, hour.startMs, day.startMs)) return;
  const waitMs = notBeforeMs - state.lastAskMs;
  state.lastAskMs = steadyMs;
  hour.startMs = steadyMs;
  day.startMs = steadyMs;
  if (waitMs > 0) state.notBeforeMs = steadyMs + Math.min(waitMs, RETRY_AFTER_MS_MAX);
}

/** A day that was taken from flash began when power came, until a clock tells how long before. */
function placeRestored({ day, ledger }: EscalationState, moment: Moment): void {
  const startMs = 1_000 * (ledger[LEDGER_AT.restoredStart] as number);
  if (startMs === 0 || !moment.isSet) return;
  const thoughtMs = moment.wallMs - (moment.steadyMs - day.startMs);
  day.startMs -= Math.max(0, thoughtMs - startMs);
  ledger[LEDGER_AT.restoredStart] = 0;
}

/** How many windows have passed. */
function slide(window: AskWindow, lengthMs: number, steadyMs: number): number {
  const passed = Math.floor((steadyMs - window.startMs) / lengthMs);
  if (passed < 1) return 0;
  window.countBefore = passed === 1 ? window.count : 0;
  window.count = 0;
  // A window that nothing was asked in begins with its first question.
  window.startMs = window.countBefore === 0 ? steadyMs : window.startMs + lengthMs;
  return passed;
}

function spent(window: AskWindow, lengthMs: number, steadyMs: number): number {
  return window.count + window.countBefore * withinReach(window, lengthMs, steadyMs);
}

/** The part of the window before that is less than a window's length ago. */
function withinReach({ startMs }: AskWindow, lengthMs: number, steadyMs: number): number {
  return 1 - (steadyMs - startMs) / lengthMs;
}
