import type { Decision } from "./decide.js";
import { DECISIONS, decisionOf, probabilityOf, shareOf } from "./decision-bytes.js";

/** The last decisions, newest first, as bytes that lie in the wake record (docs/SPEC.md). */
export const RECENT_ENTRIES = 16;
const ENTRY_BYTES = 8;
export const RECENT_BYTES = RECENT_ENTRIES * ENTRY_BYTES;

export interface RecentDecision {
  /** Wall clock, whole seconds since 1970; 0 is no entry. */
  readonly atS: number;
  readonly decision: Decision;
  /** The chip's, of a person; null where it did not judge. */
  readonly probability: number | null;
  readonly byCloud: boolean;
}

/** Puts one decision before the others; the oldest goes. */
export function remember(
  recent: Uint8Array,
  { atS, decision, probability, byCloud }: RecentDecision,
): void {
  recent.copyWithin(ENTRY_BYTES, 0, RECENT_BYTES - ENTRY_BYTES);
  for (let at = 0; at < 4; at++) recent[at] = Math.floor(atS / 2 ** (8 * at)) & 0xff;
  recent[4] = DECISIONS.indexOf(decision);
  recent[5] = shareOf(probability);
  recent[6] = byCloud ? 1 : 0;
  recent[7] = 0;
}

/** Those since `fromS`, newest first. */
export function recall(recent: Uint8Array, fromS: number): RecentDecision[] {
  const found: RecentDecision[] = [];
  for (let at = 0; at < RECENT_BYTES; at += ENTRY_BYTES) {
    const [b0 = 0, b1 = 0, b2 = 0, b3 = 0, decision = 0, share = 0, byCloud] = recent.subarray(
      at,
      at + ENTRY_BYTES,
    );
    const atS = b0 + b1 * 2 ** 8 + b2 * 2 ** 16 + b3 * 2 ** 24;
    if (atS === 0 || atS < fromS) continue;
    found.push({
      atS,
      decision: decisionOf(decision),
      probability: probabilityOf(share),
      byCloud: byCloud === 1,
    });
  }
  return found;
}
