import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PARTITION_TABLE_OFFSET } from "../../hosts/simulator/board/flash/partition-table.js";
import { type Board, findPartition, flashMap } from "../firmware/boards.js";
import type { Esptool } from "../firmware/esptool.js";
import { hex } from "../firmware/hex.js";
import { differenceOf, parsePartitionBinary } from "../firmware/partition-binary.js";
import { ToolError } from "../firmware/programs.js";
import { NvsError, type NvsItem } from "../nvs/nvs-format.js";
import { decodeNvs } from "../nvs/nvs-reader.js";
import { encodeNvs } from "../nvs/nvs-writer.js";
import { writeSecret } from "../write-output.js";
import { applyChange, type SettingsChange } from "./settings-file.js";

export interface SettingsWrite {
  readonly board: Board;
  readonly change: SettingsChange;
  readonly esptool: Esptool;
  /** What the board has stored is given up where it cannot be read. */
  readonly replace: boolean;
}

/** The settings partition of a board that has none of them yet. */
export function settingsImage(board: Board, change: SettingsChange): Uint8Array {
  return encodeNvs(applyChange([], change), findPartition(board, "nvs").byteLength);
}

/** Throws ToolError. */
export function writeSettingsImage(path: string, board: Board, change: SettingsChange): void {
  writeSecret(path, settingsImage(board, change));
}

/**
 * Reads what a board has stored, changes what the file says and writes the whole back, so that
 * nothing else is lost. Returns how many other keys were kept. Throws ToolError.
 */
export async function writeSettings({
  board,
  change,
  esptool,
  replace,
}: SettingsWrite): Promise<number> {
  const nvs = findPartition(board, "nvs");
  const folder = mkdtempSync(join(tmpdir(), "nightjar-settings-"));
  try {
    const path = join(folder, "nvs.bin");
    await esptool.read(
      PARTITION_TABLE_OFFSET,
      nvs.offset + nvs.byteLength - PARTITION_TABLE_OFFSET,
      path,
    );
    const read = new Uint8Array(readFileSync(path));
    checkFlashMap(board, read.subarray(0, nvs.offset - PARTITION_TABLE_OFFSET));
    const before = storedItems(read.subarray(nvs.offset - PARTITION_TABLE_OFFSET), replace);
    const after = applyChange(before, change);
    writeSecret(path, encodeNvs(after, nvs.byteLength));
    await writeOrKeep(esptool, nvs.offset, path);
    rmSync(folder, { recursive: true });
    return after.length - change.put.length;
  } catch (error) {
    if (!(error instanceof UnfinishedWrite)) rmSync(folder, { recursive: true, force: true });
    throw error instanceof NvsError ? new ToolError(error.message) : error;
  }
}

/** Of another firmware's flash map this address may be code. */
function checkFlashMap(board: Board, table: Uint8Array): void {
  const difference = differenceOf(parsePartitionBinary(table), flashMap(board).partitions);
  if (difference === undefined) return;
  throw new ToolError(
    `this board has not Nightjar's flash map (${difference}). Flash it first: npm run flash`,
  );
}

function storedItems(partition: Uint8Array, replace: boolean): NvsItem[] {
  try {
    return decodeNvs(partition);
  } catch (error) {
    if (replace && error instanceof NvsError) return [];
    throw new ToolError(
      `${(error as Error).message}. With --replace it is begun anew, and what it held is lost.`,
    );
  }
}

class UnfinishedWrite extends ToolError {}

/** A write that broke off has erased what the board held: the one copy left is in the file. */
async function writeOrKeep(esptool: Esptool, address: number, path: string): Promise<void> {
  try {
    await esptool.write([[address, path]]);
  } catch (error) {
    throw new UnfinishedWrite(
      `${(error as Error).message}. What the board is to hold is in ${path}, keys included; write it ` +
        `with esptool write-flash ${hex(address)} ${path}, then delete it.`,
    );
  }
}
