import { readFileSync } from "node:fs";
import { FlashPart } from "./flash-part.js";
import { FlashRegion } from "./flash-region.js";
import { KeyValuePart } from "./key-value-part.js";
import { BLOCK_BYTES, ERASED_BYTE, NorFlash, WRITE_ALIGN_BYTES } from "./nor-flash.js";
import type { NvsFormat } from "./nvs-record.js";
import { type PartitionTable, parsePartitionTable } from "./partition-table.js";

export interface BoardFlashOptions {
  /** The chip's file; created erased where it is missing. */
  readonly chipPath: string;
  /** The partitions.csv that is flashed. */
  readonly tablePath: string;
}

/** What a setting may be; a buffer where neither text nor a number fits. */
export type SettingValue = string | number | bigint | Uint8Array;

/**
 * The board's flash as its maker sees it: the chip, its partitions, and the two parts that the
 * firmware talks to. Before the first boot it is provisioned from here, without timing or cuts.
 */
export class BoardFlash {
  readonly chip: NorFlash;
  readonly table: PartitionTable;
  readonly flashPart: FlashPart;
  readonly keyValuePart: KeyValuePart;

  constructor({ chipPath, tablePath }: BoardFlashOptions) {
    this.table = parsePartitionTable(readFileSync(tablePath, "utf8"));
    this.chip = new NorFlash({ path: chipPath });
    this.flashPart = new FlashPart({ chip: this.chip, table: this.table });
    this.keyValuePart = new KeyValuePart({ region: this.region("nvs") });
  }

  /** A partition of the table; an unknown name is a mistake of the caller's. */
  region(name: string): FlashRegion {
    const partition = this.table.find(name);
    if (partition === undefined) throw new Error(`the table has no partition "${name}"`);
    return new FlashRegion(this.chip, partition.offset, partition.byteLength);
  }

  /**
   * Puts `bytes` at the start of a partition and erases the rest of it; false where they were
   * there already, in which case the chip is left alone.
   */
  writePartition(name: string, bytes: Uint8Array): boolean {
    const region = this.region(name);
    if (bytes.length > region.byteLength) {
      throw new Error(`${bytes.length} bytes do not fit into "${name}" of ${region.byteLength}`);
    }
    const wanted = new Uint8Array(region.byteLength).fill(ERASED_BYTE);
    wanted.set(bytes);
    if (Buffer.compare(region.read(0, region.byteLength), wanted) === 0) return false;
    region.erase(0, region.byteLength / BLOCK_BYTES);
    const written = Math.ceil(bytes.length / WRITE_ALIGN_BYTES) * WRITE_ALIGN_BYTES;
    region.write(0, wanted.subarray(0, written));
    return true;
  }

  /** Stores a setting as `embedded:storage/key-value` would in this format. */
  writeSetting(domain: string, key: string, format: NvsFormat, value: SettingValue): void {
    this.keyValuePart.store.set(domain, key, { format, bytes: encodeSetting(format, value) });
  }

  close(): void {
    this.chip.close();
  }
}

type Setter = (view: DataView, value: SettingValue) => void;

const INTEGERS: Readonly<Record<string, readonly [byteLength: number, set: Setter]>> = {
  uint8: [1, (view, value) => view.setUint8(0, Number(value))],
  int8: [1, (view, value) => view.setInt8(0, Number(value))],
  uint16: [2, (view, value) => view.setUint16(0, Number(value), true)],
  int16: [2, (view, value) => view.setInt16(0, Number(value), true)],
  uint32: [4, (view, value) => view.setUint32(0, Number(value), true)],
  int32: [4, (view, value) => view.setInt32(0, Number(value), true)],
  uint64: [8, (view, value) => view.setBigUint64(0, BigInt(value as bigint), true)],
  int64: [8, (view, value) => view.setBigInt64(0, BigInt(value as bigint), true)],
};

function encodeSetting(format: NvsFormat, value: SettingValue): Uint8Array {
  const integer = INTEGERS[format];
  if (integer !== undefined && (typeof value === "number" || typeof value === "bigint")) {
    const [byteLength, set] = integer;
    const bytes = new Uint8Array(byteLength);
    set(new DataView(bytes.buffer), value);
    return bytes;
  }
  if (format === "string" && typeof value === "string") return Buffer.from(value, "utf8");
  if (format === "buffer" && value instanceof Uint8Array) return value;
  throw new TypeError(`a ${typeof value} is no setting of format "${format}"`);
}
