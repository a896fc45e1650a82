import { join, resolve } from "node:path";
import { openBoard } from "../firmware/boards.js";
import { type BuildRequest, FIRMWARE_OUTPUT } from "../firmware/build-folder.js";
import { ROOT } from "../project-paths.js";

/** What commands ask a build by. */
export interface BuildValues {
  readonly board: string;
  readonly manifest?: string;
  readonly debug?: boolean;
}

/** The build that is asked for; `output` is seen from the root. Throws ToolError. */
export function buildRequest(
  { board, manifest = "manifest.json", debug = false }: BuildValues,
  output = FIRMWARE_OUTPUT,
): BuildRequest {
  return {
    root: ROOT,
    board: openBoard(ROOT, board),
    mode: debug ? "debug" : "release",
    manifestPath: resolve(ROOT, manifest),
    output: join(ROOT, output),
  };
}
