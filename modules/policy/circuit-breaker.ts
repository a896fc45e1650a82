import { LEDGER_AT } from "./day-cost.js";
import {
  catchUp,
  type EscalationState,
  HOUR_MS,
  type Moment,
  RETRY_AFTER_MS_MAX,
} from "./escalation-budget.js";

/**
 * A circuit breaker before the cloud: closed, open (until `notBeforeMs`), then half-open, when one
 * question is let through. A question counts as failed from before it goes out until the service
 * has answered, so that a wake which dies on it leaves the breaker as a failure would.
 */
export interface BreakerLimits {
  /** Failures in a row that open it. */
  readonly breakerFailures: number;
  /** The first wait's bound; it doubles with every question that fails in half-open. */
  readonly breakerOpenMs: number;
}

export const BREAKER_OPEN_MS_MAX = 6 * HOUR_MS;
/** After a loss of power it is open no longer: somebody may have come and mended what was wrong. */
export const BREAKER_RESTORED_MS_MAX = HOUR_MS / 4;
/** Flash is written when the wait's end has moved on by this: a loss of power gives back no more. */
export const BREAKER_STEP_MINUTES = 60;

const MINUTE_MS = 60_000;
const LEVEL_VALUES = 32;
const LEVEL_MAX = LEVEL_VALUES - 2;
/** A wrong key does not mend itself. Never in flash: power is how a person says it was mended. */
const LEVEL_UNAUTHORIZED = LEVEL_VALUES - 1;

/** The service did its work, whatever it made of the question. Every other code is a failure. */
export const ANSWERS: readonly string[] = [
  "cloud-malformed",
  "cloud-refused",
  "cloud-truncated",
  "cloud-filtered",
  "cloud-safety-stop",
  "cloud-reply-too-large",
];

/**
 * Counts a question as failed; call it after `spend`, and store the state, before the question is
 * asked. Waits have full jitter: `chance` in [0, 1) is the part of the bound that is waited.
 */
export function riskQuestion(
  state: EscalationState,
  { breakerFailures, breakerOpenMs }: BreakerLimits,
  { steadyMs }: Moment,
  chance: number,
): void {
  const { ledger } = state;
  const failures = (ledger[LEDGER_AT.failures] as number) + 1;
  const level = ledger[LEDGER_AT.level] as number;
  ledger[LEDGER_AT.failures] = failures;
  if (level === 0 && failures < breakerFailures) return;
  const boundMs = Math.min(breakerOpenMs * 2 ** level, BREAKER_OPEN_MS_MAX);
  ledger[LEDGER_AT.level] = Math.min(level + 1, LEVEL_MAX);
  state.notBeforeMs = steadyMs + Math.ceil(chance * boundMs);
}

/** What became of it: `code` is its failure's, undefined where there was a verdict. */
export function settleQuestion(
  state: EscalationState,
  code: string | undefined,
  moment: Moment,
): void {
  catchUp(state, moment);
  const { ledger } = state;
  if (code === undefined || ANSWERS.includes(code)) {
    ledger[LEDGER_AT.failures] = 0;
    ledger[LEDGER_AT.level] = 0;
    state.notBeforeMs = 0;
  } else if (code === "cloud-unauthorized") {
    ledger[LEDGER_AT.level] = LEVEL_UNAUTHORIZED;
    state.notBeforeMs = moment.steadyMs + BREAKER_OPEN_MS_MAX;
  }
}

/**
 * What flash is to hold in place of `stored` (0: nothing), or undefined where that is near enough:
 * minutes since 1970 at the wait's end, and the level. It is written once for each hour of waiting
 * at most, and never to be cleared, since a wait that is over is not taken up.
 */
export function breakerCheckpointDue(
  { ledger, notBeforeMs }: EscalationState,
  stored: number,
  { steadyMs, wallMs }: Moment,
): number | undefined {
  const level = ledger[LEDGER_AT.level] as number;
  const leftMs = notBeforeMs - steadyMs;
  if (level === 0 || level === LEVEL_UNAUTHORIZED || leftMs <= 0) return undefined;
  const endMinutes = Math.ceil((wallMs + leftMs) / MINUTE_MS);
  const storedMinutes = Math.floor(stored / LEVEL_VALUES);
  // What a clock that was wrong has stored may lie beyond any wait.
  const isPlausible = storedMinutes * MINUTE_MS - wallMs <= RETRY_AFTER_MS_MAX;
  if (isPlausible && endMinutes - storedMinutes < BREAKER_STEP_MINUTES) return undefined;
  return endMinutes * LEVEL_VALUES + level;
}

/** Takes over what flash tells, at a cold start. */
export function takeBreakerCheckpoint(
  state: EscalationState,
  stored: number,
  { steadyMs, wallMs }: Moment,
): void {
  const leftMs = Math.floor(stored / LEVEL_VALUES) * MINUTE_MS - wallMs;
  if (stored === 0 || leftMs <= 0) return;
  state.ledger[LEDGER_AT.level] = stored % LEVEL_VALUES;
  state.lastAskMs = steadyMs;
  state.notBeforeMs = steadyMs + Math.min(leftMs, BREAKER_RESTORED_MS_MAX);
}
