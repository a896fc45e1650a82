import type { Partition } from "../../hosts/simulator/board/flash/partition-rules.js";

const ENTRY_BYTES = 32;
const ENTRY_MAGIC = 0x50aa;
const NAME_BYTES = 16;

export type FlashedPartition = Pick<
  Partition,
  "name" | "type" | "subtype" | "offset" | "byteLength"
>;

/** The entries of a partition table as it lies in flash; none where there is no table. */
export function parsePartitionBinary(bytes: Uint8Array): FlashedPartition[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const partitions: FlashedPartition[] = [];
  for (let at = 0; at + ENTRY_BYTES <= bytes.length; at += ENTRY_BYTES) {
    if (view.getUint16(at, true) !== ENTRY_MAGIC) break;
    const name = Buffer.from(bytes.subarray(at + 12, at + 12 + NAME_BYTES)).toString("utf8");
    partitions.push({
      name: name.replace(/\0.*$/s, ""),
      type: view.getUint8(at + 2),
      subtype: view.getUint8(at + 3),
      offset: view.getUint32(at + 4, true),
      byteLength: view.getUint32(at + 8, true),
    });
  }
  return partitions;
}

/** The first way in which a table in flash differs from the flash map, or undefined. */
export function differenceOf(
  flashed: readonly FlashedPartition[],
  wanted: readonly Partition[],
): string | undefined {
  if (flashed.length === 0) return "no partition table";
  for (const { name, type, subtype, offset, byteLength } of wanted) {
    const found = flashed.find((other) => other.name === name);
    if (found === undefined) return `no partition "${name}"`;
    const same =
      found.type === type &&
      found.subtype === subtype &&
      found.offset === offset &&
      found.byteLength === byteLength;
    if (!same) return `another "${name}"`;
  }
  const strange = flashed.find(({ name }) => !wanted.some((other) => other.name === name));
  return strange && `a partition "${strange.name}" of its own`;
}
