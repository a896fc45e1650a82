import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import type { Board } from "./boards.js";
import { ToolError } from "./programs.js";

export type BuildMode = "release" | "debug";

export interface BuildRequest {
  readonly root: string;
  readonly board: Board;
  readonly mode: BuildMode;
  /** manifest.json, or that of another program for the board. */
  readonly manifestPath: string;
  /** What mcconfig is told with -o; a folder of the checkout's build/. */
  readonly output: string;
}

/** Where builds lie unless something else is said, seen from the root. */
export const FIRMWARE_OUTPUT = "build/firmware";

/** Where mcconfig and ESP-IDF put what they make. */
export interface BuildFolder {
  /** xs_esp32.bin, .elf and .map, boot loader, partition table. */
  readonly bin: string;
  /** mcconfig's makefile, compiled modules and mc.xs.c. */
  readonly temporary: string;
  /** The ESP-IDF project that the SDK makes for this program. */
  readonly project: string;
  /** ESP-IDF's build, with flasher_args.json. */
  readonly idf: string;
  /** The sdkconfig that mcconfig merged. */
  readonly sdkconfig: string;
}

/** Throws ToolError. */
export function buildFolder({ output, board, mode, manifestPath }: BuildRequest): BuildFolder {
  const place = join("esp32", board.name, mode, programName(manifestPath));
  const temporary = join(output, "tmp", place);
  const project = join(temporary, `xsProj-${board.chip}`);
  return {
    bin: join(output, "bin", place),
    temporary,
    project,
    idf: join(project, "build"),
    sdkconfig: join(project, "sdkconfig.mc"),
  };
}

/** mcconfig calls a program by the folder of its manifest, unless that says otherwise. */
function programName(manifestPath: string): string {
  return manifestAt(manifestPath)?.build?.NAME ?? basename(dirname(resolve(manifestPath)));
}

function manifestAt(path: string): { build?: { NAME?: string } } | null {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new ToolError(`the manifest ${path} cannot be read: ${(error as Error).message}`);
  }
}

export function isBuilt({ idf }: BuildFolder): boolean {
  return existsSync(join(idf, "flasher_args.json"));
}
