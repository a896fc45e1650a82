import { join, relative } from "node:path";
import type { LintOutcome } from "./lint-outcome.js";
import type { PlatformTree } from "./platforms.js";
import { filesUnder } from "./tree.js";

/** Folders whose every source some platform builds. */
const BUILT = ["modules", "native", "hosts"];
/** Types alone, the virtual board, and programs of their own beside the firmware. */
const NOT_BUILT = /^(modules\/host\/|hosts\/simulator\/(board|launcher|scenarios)\/)|\.d\.ts$/;
/** The firmware proper: the same on every platform. */
const EVERYWHERE = /^modules\//;

/** Manifests against the tree: no name without a file, no file without a name. */
export function lintManifests(root: string, trees: readonly PlatformTree[]): LintOutcome {
  const sources = BUILT.flatMap((folder) => filesUnder(join(root, folder), /\.(ts|c|cc)$/))
    .map((path) => relative(root, path))
    .filter((path) => !NOT_BUILT.test(path));
  const built = new Map(
    trees.map(({ name, scripts, cFiles }) => [
      name,
      new Set([...scripts, ...cFiles].map((path) => relative(root, path))),
    ]),
  );
  const left = sources.flatMap((path) => {
    const without = [...built].filter(([, files]) => !files.has(path)).map(([name]) => name);
    const isMissed = EVERYWHERE.test(path) ? without.length > 0 : without.length === built.size;
    return isMissed ? [`${path} is built by no manifest: ${without.join(", ")}`] : [];
  });
  return { findings: [...left, ...trees.flatMap(loadedAnew)], skipped: [] };
}

/** Only what is preloaded lies frozen in flash. The program itself runs once a wake in any case. */
function loadedAnew({ name, notPreloaded }: PlatformTree): string[] {
  return notPreloaded
    .filter((specifier) => specifier !== "main")
    .map((specifier) => `${name}: ${specifier} is not preloaded`);
}
