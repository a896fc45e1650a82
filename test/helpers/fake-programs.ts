import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { ScratchFolder } from "./scratch-folder.js";

/** A program in a scratch folder that does what a few lines of shell say. */
export function fakeProgram(folder: ScratchFolder, name: string, shell: string): void {
  writeFile(folder, name, `#!/bin/sh\n${shell}\n`);
  chmodSync(folder.path(name), 0o755);
}

export function writeFile(folder: ScratchFolder, name: string, text: string): void {
  mkdirSync(dirname(folder.path(name)), { recursive: true });
  writeFileSync(folder.path(name), text);
}
