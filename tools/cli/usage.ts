/** What was asked for cannot be done; the message says what can. */
export class UsageError extends Error {}

/** Throws UsageError. */
export function oneOf<Choice extends string>(
  flag: string,
  text: string,
  choices: readonly Choice[],
): Choice {
  const choice = choices.find((each) => each === text);
  if (choice !== undefined) return choice;
  throw new UsageError(`${flag} takes ${choices.join(" or ")}, not "${text}".`);
}
