/**
 * The ledger of asking: words of the wake record that policy reads and writes where they lie, so
 * that a wake that asks nobody pays nothing for them. Of bytes, millijoules and millionths of a
 * dollar, in this order: what the day has spent, what the day before had, and what flash holds as
 * spent already. Then the circuit breaker's: failures in a row, and how often it opened in a row.
 */
export const LEDGER_AT = { spent: 0, before: 3, reserved: 6, failures: 9, level: 10 } as const;
export const LEDGER_WORDS = 11;
