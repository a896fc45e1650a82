import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface ScratchFolder {
  path(name: string): string;
  remove(): void;
}

/** A folder of its own for a test that leaves files. */
export function openScratchFolder(): ScratchFolder {
  const folder = mkdtempSync(join(tmpdir(), "nightjar-test-"));
  return {
    path: (name) => join(folder, name),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
