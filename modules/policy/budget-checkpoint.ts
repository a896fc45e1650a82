import { amountsOf, type Cost, LEDGER_AT, NO_COST } from "./day-cost.js";
import { DAY_MS, type EscalationState, type WallTime } from "./escalation-budget.js";

/**
 * What a loss of power must not give back: the day's questions and what they cost, kept in flash
 * ahead of being spent. A block of CHECKPOINT_STEP questions, each as dear as the one at hand, is
 * reserved before its first is asked, so that flash is written once for each block; a question that
 * the block cannot pay for begins another. After a loss of power the whole block counts as spent.
 * What is found is never below what was spent by the estimates that `spend` was given, and at most
 * one block above it.
 */
export const CHECKPOINT_STEP = 8;
/** The day and its questions, then bytes, millijoules and millionths of a dollar; uint32 each. */
export const CHECKPOINT_BYTES = 16;

const COUNT_MAX = 0xffff;
const COUNT_VALUES = COUNT_MAX + 1;
const AMOUNT_MAX = 0xffff_ffff;

/** The checkpoint to store before one more question is spent; undefined where none is due. */
export function checkpointDue(
  { day, ledger }: EscalationState,
  { wallMs }: WallTime,
  cost: Cost = NO_COST,
): Uint32Array<ArrayBuffer> | undefined {
  const slid = wallMs - day.startMs >= DAY_MS;
  const count = slid ? 0 : day.count;
  const spent = (at: number): number => (slid ? 0 : (ledger[at] as number));
  const amounts = amountsOf(cost);
  const reserved = (at: number): number => ledger[LEDGER_AT.reserved + at] as number;
  const isPaid = amounts.every((amount, at) => spent(at) + amount <= reserved(at));
  if (count % CHECKPOINT_STEP !== 0 && isPaid) return undefined;
  return Uint32Array.of(
    dayOf(wallMs) * COUNT_VALUES + Math.min(count + CHECKPOINT_STEP, COUNT_MAX),
    ...amounts.map((amount, at) =>
      Math.min(spent(at) + CHECKPOINT_STEP * Math.ceil(amount), AMOUNT_MAX),
    ),
  );
}

/** To be called once a checkpoint is in flash, and not before. */
export function noteStored({ ledger }: EscalationState, checkpoint: Uint32Array): void {
  ledger.set(checkpoint.subarray(1), LEDGER_AT.reserved);
}

/** Takes over what a checkpoint tells, at a cold start. By a clock that was not set it still counts. */
export function takeCheckpoint(
  { day, ledger }: EscalationState,
  checkpoint: Uint32Array,
  { wallMs, isSet }: WallTime,
): void {
  const [counted = 0, ...amounts] = checkpoint;
  const daysAgo = dayOf(wallMs) - Math.floor(counted / COUNT_VALUES);
  if (isSet && daysAgo > 1) return;
  day.startMs = wallMs;
  day.count = counted % COUNT_VALUES;
  ledger.set(amounts, LEDGER_AT.spent);
}

/** Of 16 bits, which last until 2149. */
function dayOf(wallMs: number): number {
  return Math.floor(wallMs / DAY_MS) & COUNT_MAX;
}
