import type { KeyValueFormat } from "../../modules/host/storage.js";
import {
  DOMAINS_INDEX,
  dataEntries,
  ENTRIES_AT,
  ENTRIES_PER_PAGE,
  ENTRY_BYTES,
  ENTRY_STATE,
  ENTRY_STATES_AT,
  ENTRY_TYPE,
  entryCrc32,
  FORMAT_VERSION,
  integerBytes,
  NvsError,
  type NvsItem,
  nvsCrc32,
  PAGE_BYTES,
  PAGE_STATE,
} from "./nvs-format.js";

interface FoundEntry {
  readonly domainIndex: number;
  readonly type: number;
  readonly chunk: number;
  readonly key: string;
  readonly value: Uint8Array;
  readonly data: Uint8Array;
}

const FORMATS: ReadonlyMap<number, KeyValueFormat> = new Map(
  (
    ["uint8", "int8", "uint16", "int16", "uint32", "int32", "uint64", "int64", "string"] as const
  ).map((format) => [ENTRY_TYPE[format], format]),
);

/**
 * The items of a partition, in the order of their pages. As in ESP-IDF an entry whose sum is wrong
 * does not count, and of two with one name the younger does. Throws NvsError `nvs-unreadable` where
 * something is there but no page of it can be read: encrypted, newer, or no store at all.
 */
export function decodeNvs(image: Uint8Array): NvsItem[] {
  const entries = readablePages(image).flatMap(entriesOf);
  const domains = new Map<number, string>();
  for (const { domainIndex, type, key, value } of entries) {
    if (domainIndex === DOMAINS_INDEX && type === ENTRY_TYPE.uint8)
      domains.set(value[0] as number, key);
  }
  const items = new Map<string, NvsItem>();
  for (const entry of entries) {
    const domain = domains.get(entry.domainIndex);
    const read = domain === undefined ? undefined : readValue(entry, entries);
    if (domain === undefined || read === undefined) continue;
    items.set(`${domain}\n${entry.key}`, { domain, key: entry.key, ...read });
  }
  return [...items.values()];
}

/** Pages from the oldest to the youngest. */
function readablePages(image: Uint8Array): Uint8Array[] {
  const pages: { sequence: number; page: Uint8Array }[] = [];
  for (let at = 0; at + PAGE_BYTES <= image.length; at += PAGE_BYTES) {
    const page = image.subarray(at, at + PAGE_BYTES);
    if (isReadable(page)) pages.push({ sequence: viewOf(page).getUint32(4, true), page });
  }
  if (pages.length === 0 && image.some((byte) => byte !== 0xff)) {
    throw new NvsError("nvs-unreadable", "the settings partition holds no page that can be read");
  }
  return pages.sort((a, b) => a.sequence - b.sequence).map(({ page }) => page);
}

function isReadable(page: Uint8Array): boolean {
  const view = viewOf(page);
  const { active, full, freeing } = PAGE_STATE;
  if (![active, full, freeing].includes(view.getUint32(0, true) as never)) return false;
  if (view.getUint32(28, true) !== nvsCrc32(page.subarray(4, 28))) return false;
  return view.getUint8(8) >= FORMAT_VERSION;
}

function entriesOf(page: Uint8Array): FoundEntry[] {
  const found: FoundEntry[] = [];
  for (let index = 0; index < ENTRIES_PER_PAGE; ) {
    const entry = stateOf(page, index) === ENTRY_STATE.written ? entryAt(page, index) : undefined;
    if (entry !== undefined) found.push(entry);
    index += entry === undefined ? 1 : 1 + dataEntries(entry.data.length);
  }
  return found;
}

function stateOf(page: Uint8Array, index: number): number {
  return ((page[ENTRY_STATES_AT + (index >> 2)] as number) >> ((index & 3) * 2)) & 0b11;
}

/** Undefined where the entry is not whole. */
function entryAt(page: Uint8Array, index: number): FoundEntry | undefined {
  const at = ENTRIES_AT + index * ENTRY_BYTES;
  const entry = page.subarray(at, at + ENTRY_BYTES);
  const view = viewOf(entry);
  if (view.getUint32(4, true) !== entryCrc32(entry)) return undefined;
  const [domainIndex = 0, type = 0, span = 0, chunk = 0] = entry;
  const keyEnd = entry.subarray(8, 24).indexOf(0);
  const key = Buffer.from(entry.subarray(8, keyEnd < 0 ? 24 : 8 + keyEnd)).toString("latin1");
  const hasData = integerBytes(type) === undefined && type !== ENTRY_TYPE.blobIndex;
  const byteLength = hasData ? view.getUint16(24, true) : 0;
  if (span !== 1 + dataEntries(byteLength) || index + span > ENTRIES_PER_PAGE) return undefined;
  const data = page.subarray(at + ENTRY_BYTES, at + ENTRY_BYTES + byteLength);
  if (hasData && view.getUint32(28, true) !== nvsCrc32(data)) return undefined;
  return { domainIndex, type, chunk, key, value: entry.subarray(24), data };
}

function readValue(
  entry: FoundEntry,
  entries: readonly FoundEntry[],
): Pick<NvsItem, "format" | "bytes"> | undefined {
  const { type, value, data } = entry;
  if (type === ENTRY_TYPE.oldBlob) return { format: "buffer", bytes: data };
  if (type === ENTRY_TYPE.blobIndex) return blobOf(entry, entries);
  const format = FORMATS.get(type);
  if (format === undefined) return undefined;
  return { format, bytes: format === "string" ? data : value.subarray(0, integerBytes(type)) };
}

/** Undefined where a piece is missing, as ESP-IDF takes it. */
function blobOf(
  { domainIndex, key, value }: FoundEntry,
  entries: readonly FoundEntry[],
): Pick<NvsItem, "format" | "bytes"> | undefined {
  const byteLength = viewOf(value).getUint32(0, true);
  const [count = 0, first = 0] = value.subarray(4);
  const chunks = Array.from({ length: count }, (_, index) =>
    entries.findLast(
      (entry) =>
        entry.type === ENTRY_TYPE.blobChunk &&
        entry.domainIndex === domainIndex &&
        entry.key === key &&
        entry.chunk === first + index,
    ),
  );
  const bytes = new Uint8Array(
    Buffer.concat(chunks.map((chunk) => chunk?.data ?? new Uint8Array())),
  );
  const whole = bytes.length === byteLength && !chunks.includes(undefined);
  return whole ? { format: "buffer", bytes } : undefined;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
