import {
  CHUNK_BYTES_MAX,
  CHUNK_NONE,
  DOMAIN_INDEX_MAX,
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
  NAME_CHARS_MAX,
  NvsError,
  type NvsItem,
  nvsCrc32,
  PAGE_BYTES,
  PAGE_STATE,
  STRING_BYTES_MAX,
} from "./nvs-format.js";

interface Entry {
  readonly domainIndex: number;
  readonly type: number;
  readonly key: string;
  readonly chunk?: number;
  /** The eight bytes of an entry's own value; short ones are followed by ones. */
  readonly value?: Uint8Array;
  /** What follows the entry in entries of its own. */
  readonly data?: Uint8Array;
}

/**
 * The bytes of a partition that holds these items, in this order, as if ESP-IDF had written each
 * once. One page stays erased, without which a board refuses the store. Throws NvsError.
 */
export function encodeNvs(items: readonly NvsItem[], byteLength: number): Uint8Array {
  const writer = new NvsWriter(byteLength);
  for (const item of items) writer.add(item);
  return writer.image;
}

class NvsWriter {
  readonly image: Uint8Array;
  readonly #domains = new Map<string, number>();
  #page = -1;
  #nextEntry = ENTRIES_PER_PAGE;

  constructor(byteLength: number) {
    this.image = new Uint8Array(byteLength).fill(0xff);
    this.#beginPage();
  }

  add({ domain, key, format, bytes }: NvsItem): void {
    const domainIndex = this.#indexOf(checkedName(domain));
    const names = { domainIndex, key: checkedName(key) };
    if (format === "buffer") this.#addBlob(names, bytes);
    else if (format === "string") this.#addString(names, bytes);
    else this.#write({ ...names, type: ENTRY_TYPE[format], value: bytes });
  }

  #indexOf(domain: string): number {
    const known = this.#domains.get(domain);
    if (known !== undefined) return known;
    const index = this.#domains.size + 1;
    if (index > DOMAIN_INDEX_MAX) throw new NvsError("nvs-full", "too many domains");
    this.#write({
      domainIndex: DOMAINS_INDEX,
      type: ENTRY_TYPE.uint8,
      key: domain,
      value: Uint8Array.of(index),
    });
    this.#domains.set(domain, index);
    return index;
  }

  #addString(names: Pick<Entry, "domainIndex" | "key">, bytes: Uint8Array): void {
    if (bytes.length > STRING_BYTES_MAX || bytes.at(-1) !== 0) {
      const text = `"${names.key}" has ${bytes.length} bytes, of at most ${STRING_BYTES_MAX}`;
      throw new NvsError("nvs-value-too-large", text);
    }
    this.#write({ ...names, type: ENTRY_TYPE.string, data: bytes });
  }

  /** In pieces that fill the pages, and then their index. */
  #addBlob(names: Pick<Entry, "domainIndex" | "key">, bytes: Uint8Array): void {
    let chunks = 0;
    let at = 0;
    if (this.#roomBytes < bytes.length && this.#roomBytes < CHUNK_BYTES_MAX / 10) this.#beginPage();
    do {
      if (this.#roomBytes <= 0) this.#beginPage();
      const data = bytes.subarray(at, at + this.#roomBytes);
      at += data.length;
      this.#write({ ...names, type: ENTRY_TYPE.blobChunk, chunk: chunks++, data });
    } while (at < bytes.length);
    const value = new Uint8Array(8).fill(0xff);
    new DataView(value.buffer).setUint32(0, bytes.length, true);
    value.set([chunks, 0], 4);
    this.#write({ ...names, type: ENTRY_TYPE.blobIndex, value });
  }

  /** What a value of variable length may have in the page at hand. */
  get #roomBytes(): number {
    return (ENTRIES_PER_PAGE - this.#nextEntry - 1) * ENTRY_BYTES;
  }

  #write({ domainIndex, type, key, chunk = CHUNK_NONE, value, data }: Entry): void {
    const span = 1 + dataEntries(data?.length ?? 0);
    if (this.#nextEntry + span > ENTRIES_PER_PAGE) this.#beginPage();
    const entry = new Uint8Array(ENTRY_BYTES).fill(0xff);
    const view = new DataView(entry.buffer);
    entry.set([domainIndex, type, span, chunk]);
    entry.fill(0, 8, 24);
    entry.set(Buffer.from(key, "latin1"), 8);
    if (value !== undefined) entry.set(value, 24);
    if (data !== undefined) {
      view.setUint16(24, data.length, true);
      view.setUint32(28, nvsCrc32(data), true);
    }
    view.setUint32(4, entryCrc32(entry), true);
    const at = this.#page * PAGE_BYTES + ENTRIES_AT + this.#nextEntry * ENTRY_BYTES;
    this.image.set(entry, at);
    if (data !== undefined) this.image.set(data, at + ENTRY_BYTES);
    for (let index = 0; index < span; index++) this.#markWritten(this.#nextEntry + index);
    this.#nextEntry += span;
  }

  #markWritten(entry: number): void {
    const at = this.#page * PAGE_BYTES + ENTRY_STATES_AT + (entry >> 2);
    const shift = (entry & 3) * 2;
    this.image[at] =
      ((this.image[at] as number) & ~(0b11 << shift)) | (ENTRY_STATE.written << shift);
  }

  /** Closes the page at hand and begins the next; the last one stays erased. */
  #beginPage(): void {
    const view = new DataView(this.image.buffer);
    if (this.#page >= 0) view.setUint32(this.#page * PAGE_BYTES, PAGE_STATE.full, true);
    this.#page += 1;
    this.#nextEntry = 0;
    const at = this.#page * PAGE_BYTES;
    if (at + 2 * PAGE_BYTES > this.image.length) {
      throw new NvsError("nvs-full", `the items do not fit into ${this.image.length} bytes`);
    }
    view.setUint32(at, PAGE_STATE.active, true);
    view.setUint32(at + 4, this.#page, true);
    view.setUint8(at + 8, FORMAT_VERSION);
    view.setUint32(at + 28, nvsCrc32(this.image.subarray(at + 4, at + 28)), true);
  }
}

function checkedName(name: string): string {
  if (name.length <= NAME_CHARS_MAX && /^[\x20-\x7e]+$/.test(name)) return name;
  throw new NvsError("nvs-name-invalid", `"${name}" is no name of 1 to 15 ASCII characters`);
}
