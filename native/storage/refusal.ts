/** A code, and the class of the error that carries it. */
export type Refusal = readonly [code: string, kind: new (message: string) => Error];

/**
 * What a chip's C answers, unless it is a refusal: those count from 1 in the order of `refusals`, and
 * the last stands for any other. 0 and what is no number pass. Throws the refusal.
 */
export function accepted<Answer>(
  refusals: readonly Refusal[],
  what: string,
  answer: Answer | number,
): Answer {
  if (typeof answer !== "number" || answer === 0) return answer as Answer;
  const [code, kind] = refusals[answer - 1] ?? (refusals[refusals.length - 1] as Refusal);
  throw Object.assign(new kind(`${what}: ${code}`), { code });
}
