import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  type Partition,
  type PartitionTable,
  parsePartitionTable,
} from "../../hosts/simulator/board/flash/partition-table.js";
import { ToolError } from "./programs.js";

export const BOARD_STANDARD = "esp32-cam";

/** One folder of hosts/ that mcconfig takes as `-p esp32:./hosts/NAME`. */
export interface Board {
  readonly name: string;
  readonly folder: string;
  /** What Espressif's tools call the chip: "esp32", "esp32s3". */
  readonly chip: string;
  /** The flash map, as text. */
  readonly partitionsPath: string;
  /** Where the board's sdkconfig.defaults lies. */
  readonly sdkconfigFolder: string;
}

/** Names of all boards, sorted: folders of hosts/ that have a flash map. */
export function boardNames(root: string): string[] {
  return readdirSync(join(root, "hosts"))
    .filter((name) => existsSync(partitionsOf(join(root, "hosts", name))))
    .sort();
}

/** Throws ToolError where there is no such board, or its manifest cannot be read. */
export function openBoard(root: string, name: string): Board {
  const names = boardNames(root);
  if (!names.includes(name)) {
    throw new ToolError(`no board is called "${name}"; there are ${names.join(", ")}`);
  }
  const folder = join(root, "hosts", name);
  return {
    name,
    folder,
    chip: chipOf(folder),
    partitionsPath: partitionsOf(folder),
    sdkconfigFolder: join(folder, "sdkconfig"),
  };
}

/** The board's flash map. Throws PartitionTableError. */
export function flashMap({ partitionsPath, folder }: Board): PartitionTable {
  const flashBytes = flashBytesOf(folder);
  return parsePartitionTable(readFileSync(partitionsPath, "utf8"), { flashBytes });
}

/** A partition that every board has; throws ToolError where this one lacks it. */
export function findPartition(board: Board, name: string): Partition {
  const partition = flashMap(board).find(name);
  if (partition === undefined) throw new ToolError(`${board.partitionsPath} lacks "${name}"`);
  return partition;
}

function partitionsOf(folder: string): string {
  return join(folder, "sdkconfig/partitions.csv");
}

/** mcconfig's own variable in the board's manifest; it is "esp32" where nothing is said. */
function chipOf(folder: string): string {
  const path = join(folder, "manifest.json");
  if (!existsSync(path)) return "esp32";
  try {
    return JSON.parse(readFileSync(path, "utf8")).build?.ESP32_SUBCLASS ?? "esp32";
  } catch (error) {
    throw new ToolError(`${path}: ${(error as Error).message}`);
  }
}

const MIB = 1024 * 1024;
const FLASH_MIB_STANDARD = 4;

/** From the size that the board's sdkconfig gives to esptool. */
export function flashBytesOf(folder: string): number {
  const path = join(folder, "sdkconfig/sdkconfig.defaults");
  const text = existsSync(path) ? readFileSync(path, "utf8") : "";
  const [, size] = /^CONFIG_ESPTOOLPY_FLASHSIZE_(\d+)MB=y/m.exec(text) ?? [];
  return (size === undefined ? FLASH_MIB_STANDARD : Number(size)) * MIB;
}
