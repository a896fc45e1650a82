import { crc32 } from "node:zlib";
import { ERASED_BYTE } from "./flash-rules.js";

/** A record is a whole number of units, and a unit is programmed once between two erases. */
export const UNIT_BYTES = 32;
export const RECORD_BYTES_MAX = 512;
export const NAME_BYTES_MAX = 15;

const RECORD_MAGIC = 0x4b;
const RECORD_HEADER_BYTES = 20;
const CRC_OFFSET = 16;

export const NVS_FORMATS = [
  "buffer",
  "string",
  "uint8",
  "int8",
  "uint16",
  "int16",
  "uint32",
  "int32",
  "uint64",
  "int64",
] as const;
export type NvsFormat = (typeof NVS_FORMATS)[number];

export const KIND = Object.freeze({
  /** A value that fits in one record. */
  value: 1,
  /** One piece of a longer value; counts only once its `whole` is there. */
  part: 2,
  /** Ends a longer value: names the parts that belong to it. */
  whole: 3,
  deleted: 4,
  domain: 5,
  /** Blocks before the sequence in `generation` are no longer part of the log. */
  retire: 6,
});
export type Kind = (typeof KIND)[keyof typeof KIND];

/** A record without its value. */
export interface RecordHeader {
  readonly kind: Kind;
  readonly domain: string;
  readonly key: string;
  readonly format: NvsFormat;
  /** Ties parts to their whole; the first living sequence in `retire`; else 0. */
  readonly generation: number;
  /** Number of this part, or how many parts the whole has; else 0. */
  readonly parts: number;
}

export interface NvsRecord extends RecordHeader {
  readonly bytes: Uint8Array;
}

export const EMPTY_RECORD: NvsRecord = Object.freeze({
  kind: KIND.retire,
  domain: "",
  key: "",
  format: "buffer",
  generation: 0,
  parts: 0,
  bytes: new Uint8Array(0),
});

/** What a record takes in the log. */
export function recordBytes(domain: string, key: string, valueBytes: number): number {
  const bytes = RECORD_HEADER_BYTES + domain.length + key.length + valueBytes;
  return Math.ceil(bytes / UNIT_BYTES) * UNIT_BYTES;
}

/** The most bytes of a value that one record holds beside these names. */
export function valueBytesMax(domain: string, key: string): number {
  return RECORD_BYTES_MAX - RECORD_HEADER_BYTES - domain.length - key.length;
}

/** Names are ASCII, so that a character is a byte. */
export function encodeRecord(record: NvsRecord): Uint8Array {
  const { domain, key, bytes } = record;
  const used = RECORD_HEADER_BYTES + domain.length + key.length + bytes.length;
  const encoded = new Uint8Array(recordBytes(domain, key, bytes.length)).fill(ERASED_BYTE);
  const view = new DataView(encoded.buffer);
  view.setUint8(0, RECORD_MAGIC);
  view.setUint8(1, record.kind);
  view.setUint8(2, NVS_FORMATS.indexOf(record.format));
  view.setUint8(3, domain.length);
  view.setUint8(4, key.length);
  view.setUint8(5, 0);
  view.setUint16(6, bytes.length, true);
  view.setUint32(8, record.generation, true);
  view.setUint32(12, record.parts, true);
  encoded.set(Buffer.from(domain + key, "latin1"), RECORD_HEADER_BYTES);
  encoded.set(bytes, used - bytes.length);
  view.setUint32(CRC_OFFSET, checksum(encoded, used), true);
  return encoded;
}

export interface DecodedRecord {
  readonly record: NvsRecord;
  /** What the record takes in the log. */
  readonly byteLength: number;
}

/** The record at `offset` of a block, or undefined where there is none or a torn one. */
export function decodeRecord(block: Uint8Array, offset: number): DecodedRecord | undefined {
  if (block.length - offset < UNIT_BYTES || block[offset] !== RECORD_MAGIC) return undefined;
  const view = new DataView(block.buffer, block.byteOffset + offset, block.length - offset);
  const domainBytes = view.getUint8(3);
  const keyBytes = view.getUint8(4);
  const valueBytes = view.getUint16(6, true);
  const used = RECORD_HEADER_BYTES + domainBytes + keyBytes + valueBytes;
  const format = NVS_FORMATS[view.getUint8(2)];
  if (used > view.byteLength || used > RECORD_BYTES_MAX || format === undefined) return undefined;
  const encoded = block.subarray(offset, offset + used);
  if (view.getUint32(CRC_OFFSET, true) !== checksum(encoded, used)) return undefined;
  const names = Buffer.from(encoded.subarray(RECORD_HEADER_BYTES)).toString("latin1");
  return {
    record: {
      kind: view.getUint8(1) as Kind,
      domain: names.slice(0, domainBytes),
      key: names.slice(domainBytes, domainBytes + keyBytes),
      format,
      generation: view.getUint32(8, true),
      parts: view.getUint32(12, true),
      bytes: encoded.slice(used - valueBytes),
    },
    byteLength: Math.ceil(used / UNIT_BYTES) * UNIT_BYTES,
  };
}

/** CRC-32 of the record without the checksum itself. */
function checksum(encoded: Uint8Array, used: number): number {
  const before = crc32(encoded.subarray(0, CRC_OFFSET));
  return crc32(encoded.subarray(RECORD_HEADER_BYTES, used), before);
}
