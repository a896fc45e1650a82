import { amountsOf, type Cost, LEDGER_AT, NO_COST } from "./day-cost.js";
import { catchUp, type EscalationState, type Moment } from "./escalation-budget.js";

/**
 * What a loss of power must not give back: the day's questions and what they cost, kept in flash
 * ahead of being spent, with those of the day before. A block of CHECKPOINT_STEP questions, each as
 * dear as the one at hand, is reserved before its first is asked, so that flash is written once for
 * each block; a question that the block cannot pay for begins another. After a loss of power the
 * whole block counts as spent. What is found is never below what was spent by the estimates that
 * `spend` was given, and at most one block above it.
 */
export const CHECKPOINT_STEP = 8;
/** uint32 each, as `AT` has them. */
export const CHECKPOINT_BYTES = 32;

const AT = {
  /** Seconds since 1970; 0 where no clock has told. */
  start: 0,
  /** The day's questions in the lower half, those of the day before in the upper. */
  counts: 1,
  /** Bytes, millijoules and millionths of a dollar. */
  spent: 2,
  before: 5,
} as const;
const COUNT_MAX = 0xffff;
const COUNT_VALUES = COUNT_MAX + 1;
const AMOUNT_MAX = 0xffff_ffff;

/** The checkpoint to store before one more question is spent; undefined where none is due. */
export function checkpointDue(
  state: EscalationState,
  moment: Moment,
  cost: Cost = NO_COST,
): Uint32Array<ArrayBuffer> | undefined {
  catchUp(state, moment);
  const { day, ledger } = state;
  const amounts = amountsOf(cost);
  const isPaid = amounts.every(
    (amount, at) => (ledger[at] as number) + amount <= (ledger[LEDGER_AT.reserved + at] as number),
  );
  if (day.count % CHECKPOINT_STEP !== 0 && isPaid) return undefined;
  const count = Math.min(day.count + CHECKPOINT_STEP, COUNT_MAX);
  const before = Math.min(day.countBefore, COUNT_MAX);
  return Uint32Array.of(
    startOf(state, moment),
    before * COUNT_VALUES + count,
    ...amounts.map((amount, at) =>
      Math.min((ledger[at] as number) + CHECKPOINT_STEP * Math.ceil(amount), AMOUNT_MAX),
    ),
    ...ledger.subarray(LEDGER_AT.before, LEDGER_AT.before + amounts.length),
  );
}

/** Whether flash does not know when the day began, which a clock now tells. */
export function isStartDue({ ledger }: EscalationState, { isSet }: Moment): boolean {
  return isSet && ledger[LEDGER_AT.storedStart] === 0;
}

/** What flash holds, with that. */
export function withStart(
  stored: Uint32Array<ArrayBuffer>,
  state: EscalationState,
  moment: Moment,
): Uint32Array<ArrayBuffer> {
  stored[AT.start] = startOf(state, moment);
  return stored;
}

/** To be called once a checkpoint is in flash, and not before. */
export function noteStored({ ledger }: EscalationState, checkpoint: Uint32Array): void {
  ledger[LEDGER_AT.storedStart] = checkpoint[AT.start] as number;
  ledger.set(checkpoint.subarray(AT.spent, AT.before), LEDGER_AT.reserved);
}

/** Takes over what a checkpoint tells, at a cold start. */
export function takeCheckpoint(
  { day, ledger }: EscalationState,
  checkpoint: Uint32Array,
  { steadyMs }: Moment,
): void {
  const [start = 0, counts = 0, ...amounts] = checkpoint;
  day.startMs = steadyMs;
  day.count = counts % COUNT_VALUES;
  day.countBefore = Math.floor(counts / COUNT_VALUES);
  // Spent and before follow each other there as here.
  ledger.set(amounts, LEDGER_AT.spent);
  ledger[LEDGER_AT.restoredStart] = start;
}

/** When the day began, as far as anybody knows. */
function startOf({ day, ledger }: EscalationState, moment: Moment): number {
  if (!moment.isSet) return ledger[LEDGER_AT.restoredStart] as number;
  const startMs = moment.wallMs - (moment.steadyMs - day.startMs);
  return Math.max(1, Math.floor(startMs / 1_000));
}
