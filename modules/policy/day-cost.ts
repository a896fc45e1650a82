/**
 * The ledger of asking: words of the wake record that policy reads and writes where they lie, so
 * that a wake that asks nobody copies none of them.
 */
export const LEDGER_AT = {
  /** Bytes, millijoules and millionths of a dollar: what the day has spent, */
  spent: 0,
  /** what the day before had, */
  before: 3,
  /** and what flash holds as spent already. */
  reserved: 6,
  /** The circuit breaker's failures in a row, and how often it has opened in a row. */
  failures: 9,
  level: 10,
  /** The audit's: state of the draw; 0 before the first. */
  draw: 11,
  /**
   * The cloud's last answers about confident frames that were audited, and about uncertain ones:
   * a bit for each that agreed (two words, the youngest lowest), then their number.
   */
  audited: 12,
  escalated: 15,
  /**
   * Seconds since 1970 at which the day began: as flash holds it (0: not known there), and of a day
   * that was taken from flash and waits for a clock to tell how long ago that was (0: none waits).
   */
  storedStart: 18,
  restoredStart: 19,
} as const;
export const LEDGER_WORDS = 20;

/** What a question costs, or is expected to cost at most. Whole numbers. */
export interface Cost {
  /** Of the bodies sent. */
  readonly bytes: number;
  /** Of chip and radio while it asks (power/wake-budget.ts). */
  readonly millijoules: number;
  /** Millionths of a dollar; 0 where nobody knows the price: then money has no limit. */
  readonly microDollars: number;
}

export interface CostLimits {
  readonly bytesPerDayMax: number;
  readonly joulesPerDayMax: number;
  readonly dollarsPerDayMax: number;
}

export type CostCode = "budget-bytes" | "budget-joules" | "budget-money";

export const NO_COST: Cost = { bytes: 0, millijoules: 0, microDollars: 0 };
const CODES: readonly CostCode[] = ["budget-bytes", "budget-joules", "budget-money"];
const AMOUNTS = CODES.length;
const AMOUNT_MAX = 0xffff_ffff;

/** In the order in which the ledger keeps them. */
export function amountsOf({ bytes, millijoules, microDollars }: Cost): readonly number[] {
  return [bytes, millijoules, microDollars];
}

/** What the day cannot bear; of the day before the part counts that is still within reach. */
export function costRefusal(
  ledger: Uint32Array,
  { bytesPerDayMax, joulesPerDayMax, dollarsPerDayMax }: CostLimits,
  cost: Cost,
  partBefore: number,
): CostCode | undefined {
  const limits = [bytesPerDayMax, 1e3 * joulesPerDayMax, 1e6 * dollarsPerDayMax];
  const isOver = (amount: number, at: number): boolean => {
    const before = (ledger[LEDGER_AT.before + at] as number) * partBefore;
    return amount > 0 && (ledger[at] as number) + before + amount > (limits[at] as number);
  };
  return CODES[amountsOf(cost).findIndex(isOver)];
}

/** Adds a cost to the day's; `sign` is -1 where it is taken back. */
export function addCost(ledger: Uint32Array, cost: Cost, sign: 1 | -1 = 1): void {
  amountsOf(cost).forEach((amount, at) => {
    const sum = (ledger[at] as number) + sign * Math.ceil(amount);
    ledger[at] = Math.min(Math.max(sum, 0), AMOUNT_MAX);
  });
}

/** A day is over; `isNext` where no whole day lies between. */
export function slideCosts(ledger: Uint32Array, isNext: boolean): void {
  if (isNext) ledger.copyWithin(LEDGER_AT.before, LEDGER_AT.spent, AMOUNTS);
  else ledger.fill(0, LEDGER_AT.before, LEDGER_AT.before + AMOUNTS);
  ledger.fill(0, LEDGER_AT.spent, AMOUNTS);
}
