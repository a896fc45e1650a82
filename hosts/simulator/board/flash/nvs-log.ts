import { OperationError } from "../part.js";
import type { FlashRegion } from "./flash-region.js";
import { BLOCK_BYTES, ERASED_BYTE } from "./flash-rules.js";
import {
  type Block,
  type BlockHeader,
  decodeHeader,
  encodeHeader,
  type NvsCounts,
  type PlacedRecord,
  scanBlock,
} from "./nvs-block.js";
import {
  decodeRecord,
  EMPTY_RECORD,
  encodeRecord,
  KIND,
  type NvsRecord,
  RECORD_BYTES_MAX,
  type RecordHeader,
  UNIT_BYTES,
} from "./nvs-record.js";

export const NVS_BLOCKS_MIN = 3;
/** Every block keeps room for the one record that retires another block. */
const BLOCK_PAYLOAD_BYTES = BLOCK_BYTES - 2 * UNIT_BYTES;
/** A block with no more live bytes than this takes the longest record once it is compacted. */
const BLOCK_LIVE_BYTES = BLOCK_PAYLOAD_BYTES - RECORD_BYTES_MAX;

export interface NvsLogOptions {
  readonly region: FlashRegion;
  /** Takes a record into account: at a mount from the oldest on, then as each is written. */
  readonly onRecord: (record: PlacedRecord) => void;
  /** Whether compaction has to keep a record. */
  readonly isLive: (record: PlacedRecord) => boolean;
}

/**
 * A log of records over whole blocks, used as a ring. Young records count; the oldest block is
 * freed by copying what is still live to the youngest and then retiring it by a record, so that it
 * is out of the log before its erase begins: whatever a torn erase leaves there is never read.
 */
export class NvsLog {
  readonly counts: NvsCounts = { corruptions: 0, tornRecords: 0, compactions: 0 };
  readonly #options: NvsLogOptions;
  readonly #region: FlashRegion;
  /** From the oldest to the youngest, which is written to. */
  #blocks: Block[] = [];

  constructor(options: NvsLogOptions) {
    if (options.region.blocks < NVS_BLOCKS_MIN) {
      throw new RangeError(`key-value storage needs at least ${NVS_BLOCKS_MIN} blocks`);
    }
    this.#options = options;
    this.#region = options.region;
  }

  /**
   * How many bytes of live records may exist. Then one block at least holds so few of them that
   * its compaction makes room for any record, and every append succeeds within one round.
   */
  get liveBytesMax(): number {
    return (this.#region.blocks - 1) * BLOCK_LIVE_BYTES;
  }

  /** All records of the log, the live and the superseded, from the oldest on. */
  *records(): Generator<PlacedRecord> {
    for (const { records } of this.#blocks) yield* records;
  }

  /** Reads the log from flash, or makes an empty one. */
  mount(): void {
    const headers = this.#readHeaders();
    if (headers.length === 0) this.#format();
    else this.#scan(headers);
    for (const record of this.records()) this.#options.onRecord(record);
  }

  /** Reads a record again; throws `storage-corrupt` where it is no longer what was written. */
  read(placed: PlacedRecord): NvsRecord {
    const decoded = decodeRecord(this.#bytesOf(placed), 0);
    if (decoded !== undefined) return decoded.record;
    throw new OperationError("storage-corrupt", `the record of "${placed.header.key}" has changed`);
  }

  /** Appends one record; when this returns it survives every loss of power. */
  append(record: NvsRecord): void {
    const encoded = encodeRecord(record);
    for (
      let opened = 0;
      this.#youngest.usedBytes + encoded.length > BLOCK_BYTES - UNIT_BYTES;
      opened++
    ) {
      if (opened === this.#region.blocks) throw new Error("the log has no room below its bound");
      this.#openBlock();
    }
    const { bytes: _, ...header } = record;
    this.#write(header, encoded);
  }

  get #youngest(): Block {
    return this.#blocks.at(-1) as Block;
  }

  #readHeaders(): (BlockHeader & { index: number })[] {
    const headers = [];
    for (let index = 0; index < this.#region.blocks; index++) {
      const header = decodeHeader(this.#region.read(index * BLOCK_BYTES, UNIT_BYTES));
      if (header !== undefined) headers.push({ ...header, index });
    }
    return headers.sort((a, b) => a.sequence - b.sequence);
  }

  #scan(headers: readonly (BlockHeader & { index: number })[]): void {
    let tail = Math.max(...headers.map((header) => header.tail));
    this.#blocks = [];
    for (const { index, sequence } of headers) {
      if (sequence < tail) continue;
      const bytes = this.#region.read(index * BLOCK_BYTES, BLOCK_BYTES);
      const block = { index, sequence, ...scanBlock(bytes, index) };
      for (const { header } of block.records) {
        if (header.kind === KIND.retire) tail = Math.max(tail, header.generation);
      }
      this.#blocks.push(block);
    }
    this.#blocks = this.#blocks.filter(({ sequence }) => sequence >= tail);
    // No spare block: the youngest was opened for a compaction that did not come to its end. It
    // holds copies alone, and becomes the spare block that it was.
    if (this.#blocks.length === this.#region.blocks) this.#blocks.pop();
    this.counts.tornRecords += this.#blocks.filter(({ torn }) => torn).length;
  }

  #format(): void {
    const { region } = this.#options;
    const bytes = region.read(0, region.byteLength);
    if (bytes.some((byte) => byte !== ERASED_BYTE)) this.counts.corruptions += 1;
    this.#blocks = [];
    this.#beginBlock({ index: 0, sequence: 1, tail: 1 });
  }

  /** Makes a spare block the youngest, and sees to it that a spare one is left. */
  #openBlock(): void {
    const youngest = this.#youngest;
    const tail = (this.#blocks[0] as Block).sequence;
    const index = this.#spareAfter(youngest.index);
    this.#beginBlock({ index, sequence: youngest.sequence + 1, tail });
    if (this.#blocks.length === this.#region.blocks) this.#compact();
  }

  #spareAfter(index: number): number {
    const used = new Set(this.#blocks.map((block) => block.index));
    for (let step = 1; step < this.#region.blocks; step++) {
      const candidate = (index + step) % this.#region.blocks;
      if (!used.has(candidate)) return candidate;
    }
    throw new Error("the log has no spare block");
  }

  #beginBlock({ index, sequence, tail }: BlockHeader & { index: number }): void {
    this.#region.erase(index, index + 1);
    this.#region.write(index * BLOCK_BYTES, encodeHeader({ sequence, tail }));
    this.#blocks.push({ index, sequence, records: [], usedBytes: UNIT_BYTES, torn: false });
  }

  /** Frees the oldest block. What it held as deleted has nothing older left to hide. */
  #compact(): void {
    const oldest = this.#blocks[0] as Block;
    for (const placed of oldest.records) {
      if (this.#options.isLive(placed)) this.#write(placed.header, this.#bytesOf(placed));
    }
    const { bytes, ...header } = { ...EMPTY_RECORD, generation: oldest.sequence + 1 };
    this.#write(header, encodeRecord({ ...header, bytes }));
    this.#blocks.shift();
    this.counts.compactions += 1;
  }

  #bytesOf({ block, offset, byteLength }: PlacedRecord): Uint8Array {
    return this.#region.read(block * BLOCK_BYTES + offset, byteLength);
  }

  #write(header: RecordHeader, encoded: Uint8Array): void {
    const youngest = this.#youngest;
    const offset = youngest.usedBytes;
    this.#region.write(youngest.index * BLOCK_BYTES + offset, encoded);
    youngest.usedBytes = offset + encoded.length;
    const placed = { header, byteLength: encoded.length, block: youngest.index, offset };
    youngest.records.push(placed);
    this.#options.onRecord(placed);
  }
}
