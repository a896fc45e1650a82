import type { Decision } from "./decide.js";

/** How decisions and probabilities lie in the wake record, a byte each (docs/SPEC.md). */
export const DECISIONS: readonly Decision[] = ["uncertain", "person", "noPerson"];
/** Stands for no probability. */
const NONE = 255;
const SHARES = 254;

/** null where the chip did not judge. */
export function shareOf(probability: number | null): number {
  return probability === null ? NONE : Math.round(probability * SHARES);
}

export function probabilityOf(share: number): number | null {
  return share === NONE ? null : share / SHARES;
}

export function decisionOf(byte: number): Decision {
  return DECISIONS[byte] ?? "uncertain";
}
