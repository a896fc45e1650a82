export type Decision = "person" | "noPerson" | "uncertain";

/** What the chip makes of one scene after one or more looks. */
export interface Judgement {
  readonly label: Decision;
  /** Of a person: the median over the looks. */
  readonly probability: number;
  /** max(p, 1 - p) */
  readonly confidence: number;
}

export function confidenceOf(probability: number): number {
  return Math.max(probability, 1 - probability);
}

/** `probabilities` has one entry for each look at the same scene, one at least. */
export function judge(probabilities: readonly number[], confidenceThreshold: number): Judgement {
  const probability = median(probabilities);
  const confidence = confidenceOf(probability);
  const sure = confidence >= confidenceThreshold;
  const label = !sure ? "uncertain" : probability > 0.5 ? "person" : "noPerson";
  return { label, probability, confidence };
}

/** The middle of an odd number of values, the mean of the two in the middle of an even one. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError("the median of nothing");
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] as number;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] as number) + upper) / 2;
}
