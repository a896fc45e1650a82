import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { Partition } from "../../hosts/simulator/board/flash/partition-rules.js";
import { PARTITION_TABLE_OFFSET } from "../../hosts/simulator/board/flash/partition-table.js";
import { readModelSlot } from "../run/provision.js";
import { type Board, findPartition, flashMap } from "./boards.js";
import { hex } from "./hex.js";
import { differenceOf, parsePartitionBinary } from "./partition-binary.js";
import { ToolError } from "./programs.js";

/** What is to lie at an address of the flash. */
export interface FlashPiece {
  readonly address: number;
  readonly what: string;
  readonly bytes: Uint8Array;
}

export interface FlashPlan {
  /** By address. */
  readonly pieces: readonly FlashPiece[];
  /** Flash mode, size and frequency, as ESP-IDF hands them to esptool. */
  readonly writeOptions: readonly string[];
}

export interface FlashPlanOptions {
  /** ESP-IDF's build folder. */
  readonly idf: string;
  readonly board: Board;
  readonly modelFolder: string;
}

/**
 * What a build puts where: the pieces that ESP-IDF names and the model slot. Settings are no part
 * of it. Throws ToolError where the build is missing or was made for another flash map.
 */
export function planFlash({ idf, board, modelFolder }: FlashPlanOptions): FlashPlan {
  const { write_flash_args: writeOptions, flash_files: files } = readFlasherArguments(idf);
  const pieces: FlashPiece[] = Object.entries(files).map(([offset, file]) => ({
    address: Number(offset),
    what: basename(file),
    bytes: new Uint8Array(readFileSync(join(idf, file))),
  }));
  const { offset: address } = findPartition(board, "model_0");
  pieces.push({ address, what: "model slot", bytes: readModelSlot(modelFolder) });
  pieces.sort((a, b) => a.address - b.address);
  const { partitions } = flashMap(board);
  checkTable(pieces, board, partitions);
  for (const piece of pieces) checkPlace(piece, partitions);
  return { pieces, writeOptions };
}

interface FlasherArguments {
  readonly write_flash_args: readonly string[];
  /** By address, relative to the build folder. */
  readonly flash_files: Readonly<Record<string, string>>;
}

function readFlasherArguments(idf: string): FlasherArguments {
  try {
    return JSON.parse(readFileSync(join(idf, "flasher_args.json"), "utf8"));
  } catch (error) {
    throw new ToolError(
      `there is no build in ${idf} (${(error as Error).message}). Build first: npm run firmware`,
    );
  }
}

function checkTable(
  pieces: readonly FlashPiece[],
  { partitionsPath }: Board,
  partitions: readonly Partition[],
): void {
  const table = pieces.find(({ address }) => address === PARTITION_TABLE_OFFSET);
  const flashed = parsePartitionBinary(table?.bytes ?? new Uint8Array());
  const difference = differenceOf(flashed, partitions);
  if (difference === undefined) return;
  throw new ToolError(
    `the build has another flash map than ${partitionsPath} (${difference}): build again`,
  );
}

/** A piece lies within its partition, or before and in the table. */
function checkPlace({ address, what, bytes }: FlashPiece, partitions: readonly Partition[]): void {
  const end = address + bytes.length;
  const partition = partitions.find(
    ({ offset, byteLength }) => address >= offset && address < offset + byteLength,
  );
  const first = Math.min(...partitions.map(({ offset }) => offset));
  const beforeTable = address < PARTITION_TABLE_OFFSET;
  const limit = partition
    ? partition.offset + partition.byteLength
    : beforeTable
      ? PARTITION_TABLE_OFFSET
      : first;
  if (end > limit) {
    throw new ToolError(`${what}, ${bytes.length} bytes at ${hex(address)}, passes ${hex(limit)}`);
  }
  if (partition?.name === "nvs") throw new ToolError(`${what} would lie over the settings`);
}

/** The flash as a whole: what nothing is put into is erased. */
export function flashImage(pieces: readonly FlashPiece[], byteLength: number): Uint8Array {
  const image = new Uint8Array(byteLength).fill(0xff);
  for (const { address, bytes } of pieces) image.set(bytes, address);
  return image;
}

/** A line of what a plan does. */
export function describePiece({ address, what, bytes }: FlashPiece): string {
  return `${hex(address).padStart(8)}  ${String(bytes.length).padStart(9)}  ${what}`;
}
