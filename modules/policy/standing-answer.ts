import type { Decision } from "./decide.js";
import { DECISIONS, decisionOf, probabilityOf, shareOf } from "./decision-bytes.js";

/**
 * The cloud's answer about a scene in which nothing has moved since, as bytes that lie in the wake
 * record (docs/SPEC.md). While it stands the scene is not asked about again, for twice as many looks
 * and one with each answer that says the same; so a wrong one is found out at the next look, and a
 * scene that stays as it is costs few questions. Zeros are no answer.
 */
export const STANDING_BYTES = 4;
const AT = { decision: 0, share: 1, looks: 2, looksLeft: 3 } as const;

/**
 * How far the chip's probability may be from what it was when the cloud answered: farther, and the
 * chip sees something else. On a front-door day in which nothing moved it was 0.105 away at most where it
 * stayed uncertain, of 45 looks ten minutes apart.
 */
export const PROBABILITY_STEP_MAX = 0.15;

export function forgetAnswer(standing: Uint8Array): void {
  standing.fill(0);
}

/** The cloud has answered, where the chip said `probability`; null where the chip did not judge. */
export function takeAnswer(
  standing: Uint8Array,
  person: boolean,
  probability: number | null,
  looksMax: number,
): void {
  const decision = DECISIONS.indexOf(person ? "person" : "noPerson");
  const isSame = standing[AT.decision] === decision;
  const looks = isSame ? Math.min(2 * (standing[AT.looks] as number) + 1, looksMax) : 0;
  standing[AT.decision] = decision;
  standing[AT.share] = shareOf(probability);
  standing[AT.looks] = looks;
  standing[AT.looksLeft] = looks;
}

/** The answer that stands for a scene in which nothing has moved; undefined where there is none. */
export function standingAnswer(
  standing: Uint8Array,
  probability: number | null,
): Decision | undefined {
  const decision = decisionOf(standing[AT.decision] as number);
  const before = probabilityOf(standing[AT.share] as number);
  if (decision === "uncertain" || !isNear(before, probability)) return undefined;
  return decision;
}

/** Counts one look for which the answer stands; false where the cloud is to be asked again. */
export function countLook(standing: Uint8Array): boolean {
  if (standing[AT.looksLeft] === 0) return false;
  standing[AT.looksLeft] = (standing[AT.looksLeft] as number) - 1;
  return true;
}

function isNear(before: number | null, now: number | null): boolean {
  if (before === null || now === null) return before === now;
  return Math.abs(before - now) <= PROBABILITY_STEP_MAX;
}
