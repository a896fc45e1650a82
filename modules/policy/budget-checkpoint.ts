import { DAY_MS, type EscalationState, type WallTime } from "./escalation-budget.js";

/**
 * What a loss of power must not give back: the day's questions, kept in flash ahead of being asked.
 * A block of them is reserved before its first is spent, so that flash is written once for each
 * block; after a loss of power the whole block counts as asked. The count that is found is never
 * below the true one, and at most CHECKPOINT_STEP above it.
 */
export const CHECKPOINT_STEP = 8;

const COUNT_MAX = 0xffff;
const COUNT_VALUES = COUNT_MAX + 1;

/** The checkpoint to store before one more question is spent; undefined where none is due. */
export function checkpointDue({ day }: EscalationState, { wallMs }: WallTime): number | undefined {
  const slid = wallMs - day.startMs >= DAY_MS;
  const count = slid ? 0 : day.count;
  if (count % CHECKPOINT_STEP !== 0) return undefined;
  return dayOf(wallMs) * COUNT_VALUES + Math.min(count + CHECKPOINT_STEP, COUNT_MAX);
}

/** Takes over what a checkpoint tells, at a cold start. By a clock that was not set it still counts. */
export function takeCheckpoint(
  { day }: EscalationState,
  checkpoint: number,
  { wallMs, isSet }: WallTime,
): void {
  const daysAgo = dayOf(wallMs) - Math.floor(checkpoint / COUNT_VALUES);
  if (isSet && daysAgo > 1) return;
  day.startMs = wallMs;
  day.count = checkpoint % COUNT_VALUES;
}

/** Of 16 bits, which last until 2149. */
function dayOf(wallMs: number): number {
  return Math.floor(wallMs / DAY_MS) & COUNT_MAX;
}
