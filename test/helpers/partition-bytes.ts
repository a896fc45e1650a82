import { readFileSync } from "node:fs";
import { parsePartitionTable } from "../../hosts/simulator/board/flash/partition-table.js";
import { PARTITION_TABLE } from "../../tools/project-paths.js";

const ENTRY_BYTES = 32;

/** The board's flash map as it lies in flash, by ESP-IDF's format. */
export function partitionTableBytes(): Uint8Array {
  const { partitions } = parsePartitionTable(readFileSync(PARTITION_TABLE, "utf8"));
  const bytes = new Uint8Array(0xc00).fill(0xff);
  const view = new DataView(bytes.buffer);
  for (const [index, { name, type, subtype, offset, byteLength }] of partitions.entries()) {
    const at = index * ENTRY_BYTES;
    bytes.set([0xaa, 0x50, type, subtype], at);
    view.setUint32(at + 4, offset, true);
    view.setUint32(at + 8, byteLength, true);
    bytes.fill(0, at + 12, at + ENTRY_BYTES);
    bytes.set(Buffer.from(name, "latin1"), at + 12);
  }
  return bytes;
}
