import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import {
  PARTITION_TABLE_OFFSET,
  type Partition,
  PartitionTableError,
} from "../../../hosts/simulator/board/flash/partition-table.js";
import { ScratchFolder } from "../../../hosts/simulator/board/scratch-folder.js";
import { type Board, flashBytesOf, flashMap } from "../boards.js";
import { hex } from "../hex.js";
import { differenceOf, parsePartitionBinary } from "../partition-binary.js";
import { type Environment, findProgram } from "../programs.js";
import type { LintOutcome } from "./lint-outcome.js";
import { parseSdkconfig } from "./sdkconfig.js";

const TABLE_BYTES = 0x1000;

/**
 * A board's flash map: alignment, order and bounds as ESP-IDF wants them, every byte used from the
 * table to the chip's end, and the table where the sdkconfig says that it lies.
 */
export function lintPartitions(root: string, board: Board, env: Environment): LintOutcome {
  const where = relative(root, board.partitionsPath);
  const findings: string[] = [];
  try {
    const { partitions } = flashMap(board);
    findings.push(...gaps(partitions, flashBytesOf(board.folder)));
    findings.push(...offsetOf(board));
    const idf = idfTable(board, env);
    const outcome = checkByIdf(idf, partitions);
    return {
      findings: [...findings, ...outcome.findings].map(named(where)),
      skipped: outcome.skipped,
    };
  } catch (error) {
    if (!(error instanceof PartitionTableError)) throw error;
    return { findings: [named(where)(error.message)], skipped: [] };
  }
}

const named = (where: string) => (finding: string) => `${where}: ${finding}`;

/** Flash is dear: what no partition has is a mistake or needs a partition. */
function gaps(partitions: readonly Partition[], flashBytes: number): string[] {
  const findings: string[] = [];
  let end = PARTITION_TABLE_OFFSET + TABLE_BYTES;
  for (const { name, offset, byteLength } of partitions) {
    if (offset > end) findings.push(`${offset - end} bytes before "${name}" belong to nobody`);
    end = offset + byteLength;
  }
  if (end !== flashBytes)
    findings.push(`the map ends at ${hex(end)}, the chip at ${hex(flashBytes)}`);
  return findings;
}

function offsetOf({ sdkconfigFolder }: Board): string[] {
  const path = join(sdkconfigFolder, "sdkconfig.defaults");
  if (!existsSync(path)) return [];
  const value = parseSdkconfig(readFileSync(path, "utf8")).get("CONFIG_PARTITION_TABLE_OFFSET");
  if (value !== undefined && Number(value) === PARTITION_TABLE_OFFSET) return [];
  const wanted = `CONFIG_PARTITION_TABLE_OFFSET=${hex(PARTITION_TABLE_OFFSET)}`;
  return [`sdkconfig.defaults must say ${wanted}, and says ${value ?? "nothing"}`];
}

type IdfTable =
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  | { readonly kind: "refused"; readonly text: string }
  | { readonly kind: "missing" };

/** What ESP-IDF's own generator makes of the file. */
function idfTable(board: Board, env: Environment): IdfTable {
  const { IDF_PATH: idf = "" } = env;
  const script = join(idf, "components/partition_table/gen_esp32part.py");
  if (idf === "" || !existsSync(script) || !findProgram("python3", env)) return { kind: "missing" };
  const folder = new ScratchFolder("lint");
  try {
    const binary = join(folder.path, "table.bin");
    const size = `${flashBytesOf(board.folder) / 2 ** 20}MB`;
    const options = ["-q", "--offset", hex(PARTITION_TABLE_OFFSET), "--flash-size", size];
    const args = [script, ...options, board.partitionsPath, binary];
    const { status, stderr } = spawnSync("python3", args, {
      encoding: "utf8",
      env: env as NodeJS.ProcessEnv,
    });
    if (status !== 0) return { kind: "refused", text: stderr.trim() };
    return { kind: "bytes", bytes: new Uint8Array(readFileSync(binary)) };
  } finally {
    folder.remove();
  }
}

function checkByIdf(table: IdfTable, partitions: readonly Partition[]): LintOutcome {
  switch (table.kind) {
    case "missing":
      return { findings: [], skipped: ["flash map by ESP-IDF's generator: IDF_PATH is not set"] };
    case "refused":
      return { findings: [`ESP-IDF's generator: ${table.text}`], skipped: [] };
    default: {
      const difference = differenceOf(parsePartitionBinary(table.bytes), partitions);
      const text = `ESP-IDF's generator reads it otherwise: ${difference}`;
      return { findings: difference === undefined ? [] : [text], skipped: [] };
    }
  }
}
