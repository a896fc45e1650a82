/**
 * The ledger of asking: words of the wake record that policy reads and writes where they lie, so
 * that a wake that asks nobody pays nothing for them.
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
} as const;
export const LEDGER_WORDS = 18;
