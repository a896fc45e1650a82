import { join } from "node:path";
import { type Board, boardNames, openBoard } from "../boards.js";
import { buildFolder, FIRMWARE_OUTPUT } from "../build-folder.js";
import type { Environment } from "../programs.js";
import { lintBoardCompile } from "./board-compile-rule.js";
import { lintCompile } from "./compile-rule.js";
import { joinOutcomes, type LintOutcome } from "./lint-outcome.js";
import { lintManifests } from "./manifest-rule.js";
import { lintNativeNames } from "./native-rule.js";
import { lintPartitions } from "./partition-rule.js";
import { type Platforms, readPlatforms } from "./platforms.js";
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
  const onHost = platforms.trees.filter(({ name }) => name === "simulator");
  return joinOutcomes([
    lintManifests(root, platforms.trees),
    lintNativeNames(root, platforms.trees),
    ...boards.map((board) => lintPartitions(root, board, env)),
    ...targets.map((board) => lintSdkconfig(root, board, env)),
    await lintCompile(
      root,
      onHost.flatMap(({ cFiles }) => cFiles),
    ),
    ...targets.map((board) => lintBoardSources(root, board, platforms, env)),
  ]);
}

/** The C that no desktop compiles. */
function lintBoardSources(
  root: string,
  board: Board,
  { trees }: Platforms,
  env: Environment,
): LintOutcome {
  const elsewhere = new Set(
    trees.filter(({ name }) => name === "simulator").flatMap(({ cFiles }) => cFiles),
  );
  const own = trees.find(({ name }) => name === `esp32/${board.name}`)?.cFiles ?? [];
  const request = {
    root,
    output: join(root, FIRMWARE_OUTPUT),
    board,
    mode: "release",
    manifestPath: join(root, "manifest.json"),
  } as const;
  return lintBoardCompile(
    root,
    own.filter((file) => !elsewhere.has(file)),
    buildFolder(request),
    env,
  );
}
