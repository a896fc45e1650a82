import { existsSync, mkdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { checkBoard, mcconfigArguments } from "./build-firmware.js";
import { type BuildRequest, buildFolder } from "./build-folder.js";
import { withOwnTypeScript } from "./idf-environment.js";
import { parseSdkconfig } from "./lint/sdkconfig.js";
import { readRequired, unmetBy } from "./lint/sdkconfig-rule.js";
import { type Environment, runCommand, ToolError } from "./programs.js";
import { sdkEnvironment } from "./sdk.js";

/** Bytes of the linked scripts, as C. */
export interface CheckedFirmware {
  readonly path: string;
  readonly byteLength: number;
}

/**
 * As far as the SDK alone goes, without ESP-IDF: mcconfig reads the manifests, TypeScript is
 * compiled, XS links every module into one table, and the sdkconfig that mcconfig merged keeps what
 * the board requires. Throws ToolError.
 */
export async function checkFirmware(
  request: BuildRequest,
  env: Environment,
): Promise<CheckedFirmware> {
  checkBoard(request);
  const folder = buildFolder(request);
  // The SDK's makefile refuses to be read without this; it only asks git there for a version.
  const idf = env.IDF_PATH ?? request.root;
  const tools = { ...withOwnTypeScript(request.root, sdkEnvironment(env)), IDF_PATH: idf };
  // make compiles what has changed alone, and would pass over a script whose import has gone.
  rmSync(request.output, { recursive: true, force: true });
  mkdirSync(request.output, { recursive: true });
  const linked = join(folder.temporary, "mc.xs.c");
  const run = (program: string, args: readonly string[]) =>
    runCommand({ program, args, env: tools, folder: request.root });
  await run("mcconfig", mcconfigArguments(request));
  checkMerged(request, folder.sdkconfig);
  // ESP-IDF makes this header, and nothing that is built here reads it.
  const header = join(folder.idf, "config/sdkconfig.h");
  const makefile = relative(request.root, join(folder.temporary, "makefile"));
  await run("make", ["-f", makefile, "-o", header, linked]);
  if (!existsSync(linked)) throw new ToolError(`XS linked nothing: there is no ${linked}`);
  return { path: linked, byteLength: statSync(linked).size };
}

/** By what mcconfig really made of the SDK's defaults and ours. */
function checkMerged({ root, board, mode }: BuildRequest, path: string): void {
  const merged = parseSdkconfig(readFileSync(path, "utf8"));
  const unmet = unmetBy(merged, readRequired(root, board, mode));
  if (unmet.length === 0) return;
  throw new ToolError(`${path} breaks what ${board.name} requires:\n${unmet.join("\n")}`);
}
