import { chmodSync, writeFileSync } from "node:fs";
import { ToolError } from "./firmware/programs.js";

/** The rights of a file that holds keys. */
const OWNER_ALONE = 0o600;

/**
 * A file that somebody asked for. Throws ToolError, for what the write alone finds out: a full disk, a
 * card that was pulled.
 */
export function writeOutput(path: string, content: string | Uint8Array): void {
  toldInOneLine(path, () => writeFileSync(path, content));
}

/** One that holds keys; a file that was there already would keep its own rights. Throws ToolError. */
export function writeSecret(path: string, bytes: Uint8Array): void {
  toldInOneLine(path, () => {
    writeFileSync(path, bytes, { mode: OWNER_ALONE });
    chmodSync(path, OWNER_ALONE);
  });
}

function toldInOneLine(path: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    throw new ToolError(`${path} could not be written: ${(error as Error).message}`);
  }
}
