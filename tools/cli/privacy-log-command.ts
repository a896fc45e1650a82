import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ScratchFolder } from "../../hosts/simulator/board/scratch-folder.js";
import type { PrivacyLine } from "../../modules/privacy/privacy-line.js";
import { PRIVACY_PARTITION } from "../../modules/privacy/privacy-log.js";
import { BOARD_STANDARD, findPartition, openBoard } from "../firmware/boards.js";
import { Esptool } from "../firmware/esptool.js";
import { ToolError } from "../firmware/programs.js";
import { PRIVACY_BYTES, privacyTableOf, readPrivacyLog } from "../privacy/read-log.js";
import { ROOT } from "../project-paths.js";
import { exitCode, parsed } from "./exit-code.js";
import { UsageError } from "./usage.js";

const HELP = `Usage: npx nightjar privacy-log [FLASH.BIN] [options]

Tells what has left a device: every picture that was sent and every call of a tool, when, why, to whom,
how much, at what cost. From a board, or from a file with the whole of its flash. Changes nothing.

  --port PORT    the board's serial port (default: esptool looks for it)
  --board NAME   the board's folder in hosts/ (default: ${BOARD_STANDARD})
  --json         one line of JSON for each line, newest first
  --help         this text
`;

const FLAGS = {
  port: { type: "string" },
  board: { type: "string", default: BOARD_STANDARD },
  json: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

export function privacyLogCommand(args: readonly string[]): Promise<number> {
  return exitCode(async () => {
    const { values, positionals } = parsed("npx nightjar privacy-log", () =>
      parseArgs({ args: [...args], options: FLAGS, allowPositionals: true }),
    );
    const [path, ...rest] = positionals;
    if (rest.length > 0) throw new UsageError(`one file at a time, not "${rest.join(" ")}" too.`);
    if (values.help) process.stdout.write(HELP);
    else {
      const { board, port } = values;
      const bytes = path === undefined ? await fromBoard(board, port) : fromFile(board, path);
      const lines = soundLines(bytes, path);
      const json = lines.map((line) => `${JSON.stringify(line)}\n`).join("");
      process.stdout.write(values.json ? json : privacyTableOf(lines));
    }
    return 0;
  });
}

/** Throws UsageError or ToolError where there is no log: nobody may take that for an empty one. */
function soundLines(bytes: Uint8Array, path: string | undefined): readonly PrivacyLine[] {
  const { lines, spoiled } = readPrivacyLog(bytes);
  if (spoiled === 0) return lines;
  if (lines.length > 0) {
    process.stderr.write(
      `places of the log without a sound line, cut short or damaged: ${spoiled}\n`,
    );
    return lines;
  }
  const Refusal = path === undefined ? ToolError : UsageError;
  throw new Refusal(
    `${path ?? "this board"} holds no privacy log: where it would be, nothing is a sound line, and it is not erased. ` +
      "It should be the whole flash of a board that runs Nightjar, from address 0 (--board says which).",
  );
}

function placeOf(boardName: string): number {
  const { offset, byteLength } = findPartition(openBoard(ROOT, boardName), PRIVACY_PARTITION);
  return offset + byteLength - PRIVACY_BYTES;
}

function fromFile(boardName: string, path: string): Uint8Array {
  const from = placeOf(boardName);
  let flash: Uint8Array;
  try {
    flash = new Uint8Array(readFileSync(path));
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${(error as Error).message}`);
  }
  if (flash.byteLength < from + PRIVACY_BYTES) {
    throw new UsageError(`${path} is not the whole of a flash: ${flash.byteLength} bytes.`);
  }
  return flash.subarray(from, from + PRIVACY_BYTES);
}

async function fromBoard(boardName: string, port: string | undefined): Promise<Uint8Array> {
  const { chip } = openBoard(ROOT, boardName);
  const folder = new ScratchFolder("privacy");
  try {
    const path = join(folder.path, "privacy.bin");
    await new Esptool({ port, chip }, process.env).read(placeOf(boardName), PRIVACY_BYTES, path);
    return new Uint8Array(readFileSync(path));
  } finally {
    folder.remove();
  }
}
