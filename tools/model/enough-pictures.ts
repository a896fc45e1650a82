import type { Answers } from "./judge-pictures.js";
import type { LabelledPicture } from "./labelled-pictures.js";
import { ModelFileError } from "./model-error.js";
import { refusedLines } from "./tables.js";

/** "3 with a person and 0 without" where a label has fewer than `least`. */
export function shortageOf(
  pictures: readonly LabelledPicture[],
  least: number,
): string | undefined {
  const people = pictures.filter(({ person }) => person).length;
  const others = pictures.length - people;
  return Math.min(people, others) < least
    ? `${people} with a person and ${others} without`
    : undefined;
}

/** No figure comes of too few pictures, however many files there are. Throws ModelFileError. */
export function checkJudged({ answers, refused }: Answers, least: number): void {
  const shortage = shortageOf(answers, least);
  if (shortage === undefined) return;
  throw new ModelFileError(
    "model-pictures-too-few",
    `of the pictures ${shortage} could be judged; at least ${least} of each are needed. Give JPEGs that are whole.\n${refusedLines(refused)}`.trimEnd(),
  );
}
