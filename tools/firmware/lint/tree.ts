import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** Paths of the files under a folder whose name matches, sorted; none where there is no folder. */
export function filesUnder(folder: string, name: RegExp): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => name.test(file))
    .map((file) => join(folder, file))
    .sort();
}
