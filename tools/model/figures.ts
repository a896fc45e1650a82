/** How good a detector is, from the probability of a person that it gives each labelled picture. */
export interface Judged {
  readonly probability: number;
  readonly person: boolean;
}

export interface Figures {
  readonly pictures: number;
  readonly accuracy: number;
  /** Mean of the shares right with and without a person. */
  readonly balancedAccuracy: number;
  /** The chance that a picture with a person scores above one without; ties count half. */
  readonly auc: number;
  /** Expected calibration error over ECE_BINS equal bins of the probability. */
  readonly ece: number;
  readonly peopleFound: number;
  readonly falseAlarms: number;
  readonly hybridAt10: number;
}

export const ECE_BINS = 15;
const HYBRID_SHARE = 0.1;

/** A detector's own figures. `judged` has pictures of both labels. */
export function figuresOf(judged: readonly Judged[]): Figures {
  const found = shareOf(judged.filter(({ person }) => person));
  const spared = shareOf(judged.filter(({ person }) => !person));
  return {
    pictures: judged.length,
    accuracy: shareOf(judged),
    balancedAccuracy: (found + spared) / 2,
    auc: areaUnderCurve(judged),
    ece: calibrationError(judged),
    peopleFound: found,
    falseAlarms: 1 - spared,
    hybridAt10: hybridAccuracy(judged, HYBRID_SHARE),
  };
}

export function areaUnderCurve(judged: readonly Judged[]): number {
  const sorted = [...judged].sort((a, b) => a.probability - b.probability);
  let rankSum = 0;
  let positives = 0;
  for (let from = 0; from < sorted.length; ) {
    let to = from;
    while (sorted[to]?.probability === sorted[from]?.probability) to++;
    const people = sorted.slice(from, to).filter(({ person }) => person).length;
    // Ranks count from 1; what ties shares the mean of its ranks.
    rankSum += (people * (from + 1 + to)) / 2;
    positives += people;
    from = to;
  }
  const negatives = sorted.length - positives;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

export function calibrationError(judged: readonly Judged[]): number {
  const gaps = new Array<number>(ECE_BINS).fill(0);
  for (const { probability, person } of judged) {
    const bin = Math.min(Math.floor(probability * ECE_BINS), ECE_BINS - 1);
    gaps[bin] = (gaps[bin] as number) + probability - Number(person);
  }
  return gaps.reduce((sum, gap) => sum + Math.abs(gap), 0) / judged.length;
}

/** Accuracy where somebody who is right on `cloudAccuracy` answers the least confident `share`. */
export function hybridAccuracy(
  judged: readonly Judged[],
  share: number,
  cloudAccuracy = 1,
): number {
  const doubt = ({ probability }: Judged): number => Math.min(probability, 1 - probability);
  const sorted = [...judged].sort((a, b) => doubt(b) - doubt(a));
  const asked = Math.round(share * sorted.length);
  const right = sorted.slice(asked).filter(isRight).length;
  return (right + cloudAccuracy * asked) / sorted.length;
}

function shareOf(judged: readonly Judged[]): number {
  return judged.filter(isRight).length / judged.length;
}

function isRight({ probability, person }: Judged): boolean {
  return probability >= 0.5 === person;
}
