import { SUBTYPE, TYPE } from "./partition-types.js";

const PARTITION_NAME_BYTES_MAX = 16;
const OTADATA_BYTES = 0x2000;
const NVS_BYTES_MIN = 0x3000;
const APP_ALIGN_BYTES = 0x10000;
const BLOCK_ALIGN_BYTES = 0x1000;

export interface Partition {
  readonly name: string;
  readonly type: number;
  readonly subtype: number;
  readonly offset: number;
  readonly byteLength: number;
  readonly encrypted: boolean;
  readonly readonly: boolean;
  /** Line of the file, from 1. */
  readonly line: number;
}

/** A table that ESP-IDF would refuse, or that does not fit the chip. */
export class PartitionTableError extends Error {
  readonly code = "partition-table-invalid";
  readonly line: number;

  constructor(line: number, message: string) {
    super(`partition table, line ${line}: ${message}`);
    this.line = line;
  }
}

export function alignmentOf(type: number): number {
  return type === TYPE.app ? APP_ALIGN_BYTES : BLOCK_ALIGN_BYTES;
}

/** What must hold of a partition by itself; `first` is the first byte after the table. */
export function verify(
  partition: Partition,
  { first, flashBytes }: { first: number; flashBytes: number },
): void {
  const { name, type, offset, byteLength } = partition;
  if (name === "") fail(partition, "has no name");
  if (Buffer.byteLength(name) > PARTITION_NAME_BYTES_MAX) {
    fail(partition, `has a name of more than ${PARTITION_NAME_BYTES_MAX} bytes`);
  }
  const align = alignmentOf(type);
  if (offset % align !== 0) {
    fail(partition, `begins at ${hex(offset)}, which is not aligned to ${hex(align)}`);
  }
  if (byteLength === 0 || byteLength % BLOCK_ALIGN_BYTES !== 0) {
    fail(partition, `has ${byteLength} bytes, not whole blocks of ${BLOCK_ALIGN_BYTES}`);
  }
  if (offset < first) {
    fail(partition, `begins at ${hex(offset)}, before the first free byte, ${hex(first)}`);
  }
  const end = offset + byteLength;
  if (end > flashBytes) {
    fail(partition, `ends at ${hex(end)}, beyond the flash of ${hex(flashBytes)} bytes`);
  }
  if (isOtadata(partition) && byteLength !== OTADATA_BYTES) {
    fail(partition, `is otadata and must have ${OTADATA_BYTES} bytes`);
  }
  const isNvs = type === TYPE.data && partition.subtype === SUBTYPE.nvs;
  if (isNvs && byteLength < NVS_BYTES_MIN && !partition.readonly) {
    fail(partition, `is nvs and must have at least ${NVS_BYTES_MIN} bytes`);
  }
}

/** What must hold between a partition and the lines above it, which ESP-IDF wants in order. */
export function verifyAgainst(partition: Partition, earlier: readonly Partition[]): void {
  for (const other of earlier) {
    if (other.name === partition.name) {
      fail(partition, `has the name of line ${other.line}`);
    }
    if (isOtadata(other) && isOtadata(partition)) {
      fail(partition, `is otadata, as line ${other.line} is already`);
    }
    if (partition.offset < other.offset + other.byteLength) {
      fail(partition, `overlaps or precedes "${other.name}" of line ${other.line}`);
    }
  }
}

function isOtadata({ type, subtype }: Partition): boolean {
  return type === TYPE.data && subtype === SUBTYPE.ota;
}

function fail({ name, line }: Partition, message: string): never {
  throw new PartitionTableError(line, `"${name}" ${message}`);
}

function hex(value: number): string {
  return `0x${value.toString(16)}`;
}
