/** When the outbox brings the radio up by itself; kept in the wake state. Times are by the steady clock. */
export interface DeliveryState {
  /** Whole seconds; 0 where nothing waits. */
  dueS: number;
  /** Deliveries in a row that failed. */
  failures: number;
}

export const DELIVERY_MS_MIN = 60_000;
export const DELIVERY_MS_MAX = 3_600_000;
/** No due time is further away: a clock that was set back must not keep the outbox shut. */
export const DUE_MS_MAX = 86_400_000;
const FAILURES_MAX = 15;
const SECOND_MS = 1_000;

export function initialDeliveryState(): DeliveryState {
  return { dueS: 0, failures: 0 };
}

/** Something waits that may wait so long for a radio that is up anyway. */
export function waitAtMost(state: DeliveryState, steadyMs: number, delayMs: number): void {
  const { dueS, failures } = state;
  const due = secondsOf(steadyMs + Math.min(delayMs, DUE_MS_MAX));
  // While nobody answers the wait after the last failure stands.
  if (dueS === 0 || (failures === 0 && due < dueS)) state.dueS = due;
}

export function isDue({ dueS }: DeliveryState, steadyMs: number): boolean {
  const leftMs = dueS * SECOND_MS - steadyMs;
  return dueS !== 0 && (leftMs <= 0 || leftMs > DUE_MS_MAX + SECOND_MS);
}

/**
 * After a delivery that failed: full jitter over a bound that doubles to an hour, so that a hundred
 * devices which failed together do not come back together, and never sooner than the receiver asks.
 */
export function noteUndelivered(
  state: DeliveryState,
  steadyMs: number,
  chance: number,
  afterMs = 0,
): void {
  const boundMs = Math.min(DELIVERY_MS_MIN * 2 ** state.failures, DELIVERY_MS_MAX);
  const waitMs = Math.max(chance * boundMs, Math.min(afterMs, DUE_MS_MAX));
  state.failures = Math.min(state.failures + 1, FAILURES_MAX);
  state.dueS = secondsOf(steadyMs + waitMs);
}

/** After one that went well; `delayMs` of what still waits, undefined where nothing does. */
export function noteDelivered(
  state: DeliveryState,
  steadyMs: number,
  delayMs: number | undefined,
): void {
  state.failures = 0;
  state.dueS = delayMs === undefined ? 0 : secondsOf(steadyMs + delayMs);
}

function secondsOf(ms: number): number {
  return Math.max(1, Math.ceil(ms / SECOND_MS));
}
