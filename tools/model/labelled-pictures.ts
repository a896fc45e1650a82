import { readdirSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "../cli/usage.js";

export interface LabelledPicture {
  readonly path: string;
  readonly person: boolean;
}

const LABELS = [
  ["person", true],
  ["noperson", false],
] as const;

/** The JPEGs of `person` and `noperson` in a folder, by name. Throws UsageError. */
export function labelledPictures(folder: string): LabelledPicture[] {
  const pictures = LABELS.flatMap(([name, person]) =>
    jpegsIn(join(folder, name), folder).map((path) => ({ path, person })),
  );
  for (const [name, person] of LABELS) {
    if (pictures.some((picture) => picture.person === person)) continue;
    throw new UsageError(`--labels ${folder}: ${join(folder, name)} has no JPEG (.jpg, .jpeg).`);
  }
  return pictures;
}

function jpegsIn(folder: string, parent: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => /\.jpe?g$/i.test(name))
      .sort()
      .map((name) => join(folder, name));
  } catch (error) {
    throw new UsageError(
      `--labels ${parent} must be a folder with the folders "person" and "noperson" in it: ${(error as Error).message}`,
    );
  }
}
