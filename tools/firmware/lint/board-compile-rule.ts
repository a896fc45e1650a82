import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { type BuildFolder, isBuilt } from "../build-folder.js";
import { idfEnvironment } from "../idf-environment.js";
import { type Environment, ToolError } from "../programs.js";
import type { LintOutcome } from "./lint-outcome.js";

/** The makefile compiles C++ with the options of C, which g++ warns of. */
const C_ALONE = /-Wno-implicit-function-declaration|-std=gnu17/g;
const WARNINGS = ["-Wall", "-Wextra", "-Werror"];
/** What the SDK's and ESP-IDF's headers would be blamed for. */
const FORGIVEN = ["-Wno-unused-parameter", "-Wno-sign-compare", "-Wno-missing-field-initializers"];

/**
 * Compiles a board's own C with the very command that builds it, and with warnings as errors. It
 * needs ESP-IDF's headers and what its configuration makes of them, and so a build that was made
 * once; without them it says what it passes over.
 */
export function lintBoardCompile(
  root: string,
  cFiles: readonly string[],
  folder: BuildFolder,
  env: Environment,
): LintOutcome {
  if (cFiles.length === 0) return { findings: [], skipped: [] };
  const names = cFiles.map((file) => relative(root, file)).join(", ");
  const skip = (why: string) => ({ findings: [], skipped: [`C of the board (${names}): ${why}`] });
  if (!env.IDF_PATH) return skip("IDF_PATH is not set");
  if (!isBuilt(folder)) return skip("npm run firmware has not been run");
  try {
    const tools = idfEnvironment(env);
    return {
      findings: cFiles.flatMap((file) => complaint(root, file, folder, tools)),
      skipped: [],
    };
  } catch (error) {
    if (error instanceof ToolError) return skip(error.message);
    throw error;
  }
}

function complaint(root: string, file: string, folder: BuildFolder, env: Environment): string[] {
  const command = buildCommand(file, folder, env);
  if (command === undefined) return [`${relative(root, file)}: the build does not compile it`];
  const flags = [...WARNINGS, ...FORGIVEN, "-fsyntax-only"].join(" ");
  const { status, stderr } = spawnSync("bash", ["-c", `${command} ${flags}`], {
    cwd: root,
    encoding: "utf8",
    env: env as NodeJS.ProcessEnv,
  });
  if (status === 0) return [];
  const first = stderr.split("\n").find((line) => /\b(error|warning):/.test(line)) ?? stderr.trim();
  return [`${relative(root, file)}: ${first.replaceAll(`${root}/`, "")}`];
}

/** What mcconfig's makefile would run for a source, told by make itself. */
function buildCommand(file: string, folder: BuildFolder, env: Environment): string | undefined {
  const makefile = join(folder.temporary, "makefile");
  if (!existsSync(makefile)) return undefined;
  const object = join(folder.temporary, `${basename(file)}.o`);
  const { stdout } = spawnSync("make", ["-n", "-f", makefile, "-W", file, object], {
    encoding: "utf8",
    env: env as NodeJS.ProcessEnv,
  });
  const lines = stdout.split("\n");
  const command = lines.find((line) => line.includes(` ${file} `) && line.includes(object));
  return file.endsWith(".cc") ? command?.replaceAll(C_ALONE, "") : command;
}
