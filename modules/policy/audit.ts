import { LEDGER_AT } from "./day-cost.js";

/** Answers that each window of the ledger remembers. */
export const AUDIT_WINDOW = 64;

export type AuditedAs = "audited" | "escalated";

/** How often chip and cloud meant the same of the last `asked` answers. */
export interface Agreement {
  readonly asked: number;
  readonly agreed: number;
  /** The most that `asked` can be. */
  readonly window: number;
}

const DRAW_VALUES = 0x1_0000_0000;

/**
 * Whether a confident frame is asked about too. A seeded draw for each (Marsaglia's xorshift): the
 * seed is the caller's first `chance` in [0, 1), its state is kept, so that a run can be replayed.
 */
export function isAudited(ledger: Uint32Array, share: number, chance: () => number): boolean {
  if (share === 0) return false;
  let draw = ledger[LEDGER_AT.draw] || 1 + Math.floor(chance() * (DRAW_VALUES - 1));
  draw ^= draw << 13;
  draw ^= draw >>> 17;
  draw ^= draw << 5;
  ledger[LEDGER_AT.draw] = draw;
  return draw >>> 0 < share * DRAW_VALUES;
}

/** Remembers one answer. Of an uncertain frame the chip's word is the side that it leans to. */
export function noteAnswer(ledger: Uint32Array, as: AuditedAs, agreed: boolean): void {
  const at = LEDGER_AT[as];
  const [young = 0, old = 0, count = 0] = ledger.subarray(at);
  const next = [(young << 1) | Number(agreed), (old << 1) | (young >>> 31)];
  ledger.set([...next, Math.min(count + 1, AUDIT_WINDOW)], at);
}

export function agreementOf(ledger: Uint32Array, as: AuditedAs): Agreement {
  const [young = 0, old = 0, asked = 0] = ledger.subarray(LEDGER_AT[as]);
  return { asked, agreed: bitsOf(young) + bitsOf(old), window: AUDIT_WINDOW };
}

function bitsOf(word: number): number {
  let count = 0;
  for (let left = word; left !== 0; left &= left - 1) count += 1;
  return count;
}
