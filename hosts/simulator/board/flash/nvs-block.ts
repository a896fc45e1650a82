import { crc32 } from "node:zlib";
import { BLOCK_BYTES, ERASED_BYTE } from "./flash-rules.js";
import { decodeRecord, type RecordHeader, UNIT_BYTES } from "./nvs-record.js";

const HEADER_MAGIC = 0x564b_4a4e;
const HEADER_VERSION = 1;
const HEADER_CRC_OFFSET = 16;

export interface BlockHeader {
  /** Higher is younger; no two blocks of a log have the same. */
  readonly sequence: number;
  /** The oldest block that belonged to the log when this one was opened. */
  readonly tail: number;
}

/** What the index knows of a record, and where it lies. */
export interface PlacedRecord {
  readonly header: RecordHeader;
  readonly block: number;
  readonly offset: number;
  readonly byteLength: number;
}

export function encodeHeader({ sequence, tail }: BlockHeader): Uint8Array {
  const encoded = new Uint8Array(UNIT_BYTES).fill(ERASED_BYTE);
  const view = new DataView(encoded.buffer);
  view.setUint32(0, HEADER_MAGIC, true);
  view.setUint32(4, HEADER_VERSION, true);
  view.setUint32(8, sequence, true);
  view.setUint32(12, tail, true);
  view.setUint32(HEADER_CRC_OFFSET, crc32(encoded.subarray(0, HEADER_CRC_OFFSET)), true);
  return encoded;
}

/** Undefined where the block never got a whole header: such a block is erased before use. */
export function decodeHeader(encoded: Uint8Array): BlockHeader | undefined {
  const view = new DataView(encoded.buffer, encoded.byteOffset, encoded.byteLength);
  if (view.getUint32(0, true) !== HEADER_MAGIC) return undefined;
  if (view.getUint32(4, true) !== HEADER_VERSION) return undefined;
  const checksum = crc32(encoded.subarray(0, HEADER_CRC_OFFSET));
  if (view.getUint32(HEADER_CRC_OFFSET, true) !== checksum) return undefined;
  return { sequence: view.getUint32(8, true), tail: view.getUint32(12, true) };
}

export interface BlockContents {
  readonly records: PlacedRecord[];
  /** Where the next record may go; the block's end where something torn lies behind the records. */
  usedBytes: number;
  /** Something unfinished lies behind the records. */
  readonly torn: boolean;
}

/** A block of the log. */
export interface Block extends BlockContents {
  readonly index: number;
  readonly sequence: number;
}

/** What has gone wrong and been mended since the log was created in memory. */
export interface NvsCounts {
  /** The partition held neither a log nor an erased chip, and was erased. */
  corruptions: number;
  /** Records that power left unfinished, as found by mounts. */
  tornRecords: number;
  compactions: number;
}

/** Reads records up to the first that is not whole: nothing is ever written behind a torn one. */
export function scanBlock(bytes: Uint8Array, block: number): BlockContents {
  const records: PlacedRecord[] = [];
  let offset = UNIT_BYTES;
  for (;;) {
    const decoded = decodeRecord(bytes, offset);
    if (decoded === undefined) break;
    const { bytes: _, ...header } = decoded.record;
    records.push({ header, block, offset, byteLength: decoded.byteLength });
    offset += decoded.byteLength;
  }
  const torn = bytes.subarray(offset).some((byte) => byte !== ERASED_BYTE);
  return { records, usedBytes: torn ? BLOCK_BYTES : offset, torn };
}
