/**
 * What the cloud says of frames that the chip has judged, so that drift shows: words of the wake
 * record. The draw's state, then two windows, each of its answers as bits (two words, the youngest
 * lowest) and their number: confident frames that were audited, and uncertain ones.
 */
export const AUDIT_AT = { draw: 0, audited: 1, escalated: 4 } as const;
export const AUDIT_WORDS = 7;
/** Answers that a window remembers. */
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
export function isAudited(audit: Uint32Array, share: number, chance: () => number): boolean {
  if (share === 0) return false;
  let draw = audit[AUDIT_AT.draw] || 1 + Math.floor(chance() * (DRAW_VALUES - 1));
  draw ^= draw << 13;
  draw ^= draw >>> 17;
  draw ^= draw << 5;
  audit[AUDIT_AT.draw] = draw;
  return draw >>> 0 < share * DRAW_VALUES;
}

/** Remembers one answer; of an uncertain frame the chip's word is the side that it leans to. */
export function noteAnswer(audit: Uint32Array, as: AuditedAs, agreed: boolean): void {
  const at = AUDIT_AT[as];
  const [young = 0, old = 0, count = 0] = audit.subarray(at);
  const next = [(young << 1) | Number(agreed), (old << 1) | (young >>> 31)];
  audit.set([...next, Math.min(count + 1, AUDIT_WINDOW)], at);
}

export function agreementOf(audit: Uint32Array, as: AuditedAs): Agreement {
  const [young = 0, old = 0, asked = 0] = audit.subarray(AUDIT_AT[as]);
  return { asked, agreed: bitsOf(young) + bitsOf(old), window: AUDIT_WINDOW };
}

function bitsOf(word: number): number {
  let count = 0;
  for (let left = word; left !== 0; left &= left - 1) count += 1;
  return count;
}
