import { crc32 } from "node:zlib";
import type { KeyValueFormat } from "../../modules/host/storage.js";

/**
 * ESP-IDF's format of a partition of type nvs, version 2, as a board reads it. (The virtual board
 * keeps its settings in a format of its own: docs/SPEC.md, "Key-value storage".)
 */
export const PAGE_BYTES = 4096;
export const ENTRY_BYTES = 32;
export const ENTRIES_PER_PAGE = 126;
export const NAME_CHARS_MAX = 15;
/** A string lies within one page, and its final NUL counts. */
export const STRING_BYTES_MAX = 4000;
/** What one page holds of a blob. */
export const CHUNK_BYTES_MAX = (ENTRIES_PER_PAGE - 1) * ENTRY_BYTES;

export const ENTRY_STATES_AT = 32;
export const ENTRIES_AT = 64;
export const FORMAT_VERSION = 0xfe;

export const PAGE_STATE = Object.freeze({
  empty: 0xffff_ffff,
  active: 0xffff_fffe,
  full: 0xffff_fffc,
  freeing: 0xffff_fff8,
});

export const ENTRY_STATE = Object.freeze({ erased: 0b00, written: 0b10, empty: 0b11 });

/** The domain of the entries that name domains. */
export const DOMAINS_INDEX = 0;
export const DOMAIN_INDEX_MAX = 254;
/** What stands for "no chunk". */
export const CHUNK_NONE = 0xff;

export const ENTRY_TYPE = Object.freeze({
  uint8: 0x01,
  int8: 0x11,
  uint16: 0x02,
  int16: 0x12,
  uint32: 0x04,
  int32: 0x14,
  uint64: 0x08,
  int64: 0x18,
  string: 0x21,
  /** A blob within one page, as format version 1 wrote it. */
  oldBlob: 0x41,
  blobChunk: 0x42,
  blobIndex: 0x48,
});

export interface NvsItem {
  readonly domain: string;
  readonly key: string;
  readonly format: KeyValueFormat;
  /** Little-endian integers of their width, strings as UTF-8 with their NUL, buffers as they are. */
  readonly bytes: Uint8Array;
}

/** A store that cannot be written or read, with a stable code. */
export class NvsError extends Error {
  readonly code: "nvs-full" | "nvs-name-invalid" | "nvs-value-too-large" | "nvs-unreadable";

  constructor(code: NvsError["code"], message: string) {
    super(message);
    this.code = code;
  }
}

/** ESP-IDF begins every sum with all ones. */
export function nvsCrc32(...parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, part) => crc32(part, sum), 0xffff_ffff);
}

/** Entries that a value of this length takes beside its own. */
export function dataEntries(byteLength: number): number {
  return Math.ceil(byteLength / ENTRY_BYTES);
}

/** The sum of an entry: everything but the sum itself. */
export function entryCrc32(entry: Uint8Array): number {
  return nvsCrc32(entry.subarray(0, 4), entry.subarray(8));
}

/** The width of an integer's type; undefined for a type of variable length. */
export function integerBytes(type: number): number | undefined {
  return type < ENTRY_TYPE.string ? type & 0x0f : undefined;
}
