import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { UnstableBits } from "./power-cut.js";

/**
 * Undecided bits outlive the run that tore them, in a small file beside the chip's. It exists only
 * while there are any.
 */
export function loadUnstableBits(chipPath: string): UnstableBits {
  const path = pathBeside(chipPath);
  if (!existsSync(path)) return new Map();
  return new Map(JSON.parse(readFileSync(path, "utf8")) as [number, number][]);
}

export function saveUnstableBits(chipPath: string, unstable: UnstableBits): void {
  const path = pathBeside(chipPath);
  if (unstable.size === 0) rmSync(path, { force: true });
  else writeFileSync(path, JSON.stringify([...unstable]));
}

function pathBeside(chipPath: string): string {
  return `${chipPath}.unstable.json`;
}
