import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "../../../..");

/** The flash map that is flashed, and that every virtual board is laid out by. */
export const PARTITION_TABLE = join(ROOT, "hosts/esp32-cam/sdkconfig/partitions.csv");

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
