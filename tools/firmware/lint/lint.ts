import { join, relative } from "node:path";
import { type Board, boardNames, openBoard } from "../boards.js";
import { buildFolder, FIRMWARE_OUTPUT } from "../build-folder.js";
import type { Environment } from "../programs.js";
import { lintBoardCompile } from "./board-compile-rule.js";
import { hasHeaders, lintCompile } from "./compile-rule.js";
import { joinOutcomes, type LintOutcome } from "./lint-outcome.js";
import { lintManifests } from "./manifest-rule.js";
import { lintNativeNames } from "./native-rule.js";
import { lintPartitions } from "./partition-rule.js";
import { type PlatformTree, readPlatforms } from "./platforms.js";
import { lintSdkconfig } from "./sdkconfig-rule.js";

/** Everything that can be told about a board's firmware without the SDK, and more where it is. */
export async function lintFirmware(root: string, env: Environment): Promise<LintOutcome> {
  const platforms = readPlatforms(root);
  // A manifest that cannot be read has been told of by now.
  if (platforms.findings.length > 0) return { findings: platforms.findings, skipped: [] };
  const boards = boardNames(root).map((name) => openBoard(root, name));
  const isTarget = ({ name }: Board) =>
    platforms.trees.some((tree) => tree.name === `esp32/${name}`);
  const targets = boards.filter(isTarget);
  const sources = sortSources(root, platforms.trees);
  return joinOutcomes([
    lintManifests(root, platforms.trees),
    lintNativeNames(root, platforms.trees),
    ...boards.map((board) => lintPartitions(root, board, env)),
    ...targets.map((board) => lintSdkconfig(root, board, env)),
    await lintCompile(root, sources.forThisMachine),
    sources.leftToMcconfig,
    ...targets.map((board) => lintBoardSources(root, board, sources, env)),
  ]);
}

interface SortedSources {
  /** The desktop host's C, and what of a board's asks for no header of the SDK or ESP-IDF. */
  readonly forThisMachine: readonly string[];
  /** By platform the rest. */
  readonly forBoards: ReadonlyMap<string, readonly string[]>;
  /** What speaks to the SDK's own engine on a desktop. */
  readonly leftToMcconfig: LintOutcome;
}

function sortSources(root: string, trees: readonly PlatformTree[]): SortedSources {
  const desktop = trees.filter(({ name }) => name === "simulator").flatMap(({ cFiles }) => cFiles);
  const isBoard = ({ name }: PlatformTree) => name.startsWith("esp32/");
  const others = new Set(trees.filter(isBoard).flatMap(({ cFiles }) => cFiles));
  for (const file of desktop) others.delete(file);
  const portable = new Set([...others].filter((file) => file.endsWith(".c") && hasHeaders(file)));
  const forBoards = trees.map(({ name, cFiles }): [string, readonly string[]] => [
    name,
    cFiles.filter((file) => others.has(file) && !portable.has(file)),
  ]);
  const known = new Set([...desktop, ...others]);
  const left = new Set(trees.flatMap(({ cFiles }) => cFiles).filter((file) => !known.has(file)));
  const names = [...left].map((file) => relative(root, file)).join(", ");
  const skipped = left.size > 0 ? [`C that mcconfig alone compiles: ${names}`] : [];
  return {
    forThisMachine: [...desktop, ...portable],
    forBoards: new Map(forBoards),
    leftToMcconfig: { findings: [], skipped },
  };
}

function lintBoardSources(
  root: string,
  board: Board,
  { forBoards }: SortedSources,
  env: Environment,
): LintOutcome {
  const manifestPath = join(root, "manifest.json");
  const output = join(root, FIRMWARE_OUTPUT);
  const folder = buildFolder({ root, output, board, mode: "release", manifestPath });
  return lintBoardCompile(root, forBoards.get(`esp32/${board.name}`) ?? [], folder, env);
}
