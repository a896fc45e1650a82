import { OperationError } from "../part.js";
import type { FlashRegion } from "./flash-region.js";
import type { NvsCounts, PlacedRecord } from "./nvs-block.js";
import { NvsLog } from "./nvs-log.js";
import {
  EMPTY_RECORD,
  KIND,
  type NvsRecord,
  type RecordHeader,
  recordBytes,
} from "./nvs-record.js";
import {
  bytesNeeded,
  checkedName,
  checkedNames,
  idOf,
  type Names,
  type NvsValue,
  STRING_BYTES_MAX,
  split,
  tooLarge,
} from "./nvs-values.js";

/**
 * Key-value storage over a flash partition. A value that was set is there after every loss of
 * power; one that was being set is the old or the new. Nothing is kept in memory but an index,
 * which the first use after `unmount` builds again.
 *
 * Throws OperationError: `storage-full`, `value-too-large`, `name-invalid`.
 */
export class Nvs {
  readonly #log: NvsLog;
  readonly #current = new Map<string, PlacedRecord>();
  readonly #domains = new Map<string, PlacedRecord>();
  readonly #parts = new Map<string, PlacedRecord>();
  #generation = 0;
  #pending = 0;
  #mounted = false;

  constructor(region: FlashRegion) {
    this.#log = new NvsLog({
      region,
      onRecord: (placed) => this.#take(placed),
      isLive: (placed) => this.#isLive(placed),
    });
  }

  get counts(): Readonly<NvsCounts> {
    return this.#log.counts;
  }

  /** Forgets the index, as a reset does. */
  unmount(): void {
    this.#mounted = false;
  }

  hasDomain(domain: string): boolean {
    this.#mount();
    return this.#domains.has(checkedName(domain));
  }

  createDomain(domain: string): void {
    if (this.hasDomain(domain)) return;
    this.#checkRoom(recordBytes(domain, "", 0));
    this.#append({ ...EMPTY_RECORD, kind: KIND.domain, domain });
  }

  /** The keys of a domain, sorted; none where the domain is unknown. */
  keys(domain: string): string[] {
    this.#mount();
    checkedName(domain);
    return [...this.#current.values()]
      .map(({ header }) => header)
      .filter((header) => header.domain === domain)
      .map(({ key }) => key)
      .sort();
  }

  get(domain: string, key: string): NvsValue | undefined {
    this.#mount();
    const found = this.#current.get(idOf(checkedNames(domain, key)));
    if (found === undefined) return undefined;
    return { format: found.header.format, bytes: this.#valueOf(found) };
  }

  set(domain: string, key: string, { format, bytes }: NvsValue): void {
    const names = checkedNames(domain, key);
    if (format === "string" && bytes.length > STRING_BYTES_MAX) throw tooLarge(bytes.length);
    if (this.#holds(names, { format, bytes })) return;
    this.createDomain(domain);
    const pieces = split(names, bytes);
    const needed = bytesNeeded(names, pieces);
    if (recordBytes(domain, "", 0) + needed > this.#log.liveBytesMax) throw tooLarge(bytes.length);
    this.#checkRoom(needed);
    const record: NvsRecord = { ...EMPTY_RECORD, ...names, kind: KIND.value, format };
    if (pieces.length === 1) this.#append({ ...record, bytes });
    else this.#appendParts({ ...record, kind: KIND.whole }, pieces);
  }

  /** False where the key is unknown. There is always room for a deletion. */
  delete(domain: string, key: string): boolean {
    this.#mount();
    const names = checkedNames(domain, key);
    if (!this.#current.has(idOf(names))) return false;
    this.#append({ ...EMPTY_RECORD, ...names, kind: KIND.deleted });
    return true;
  }

  /** The same value again costs no wear. */
  #holds({ domain, key }: Names, { format, bytes }: NvsValue): boolean {
    const held = this.get(domain, key);
    return held !== undefined && held.format === format && Buffer.compare(held.bytes, bytes) === 0;
  }

  #appendParts(whole: NvsRecord, pieces: readonly Uint8Array[]): void {
    const generation = this.#generation + 1;
    this.#pending = generation;
    for (const [index, bytes] of pieces.entries()) {
      this.#append({ ...whole, kind: KIND.part, generation, parts: index, bytes });
    }
    this.#append({ ...whole, generation, parts: pieces.length });
    this.#pending = 0;
  }

  /** A write that fails leaves flash in doubt, so the next use reads it again. */
  #append(record: NvsRecord): void {
    this.#mounted = false;
    this.#log.append(record);
    this.#mounted = true;
  }

  #mount(): void {
    if (this.#mounted) return;
    for (const index of [this.#current, this.#domains, this.#parts]) index.clear();
    this.#generation = 0;
    this.#pending = 0;
    this.#log.mount();
    this.#mounted = true;
  }

  #take(placed: PlacedRecord): void {
    const { header } = placed;
    const { kind, generation } = header;
    if (kind !== KIND.retire) this.#generation = Math.max(this.#generation, generation);
    if (kind === KIND.value || kind === KIND.whole) this.#current.set(idOf(header), placed);
    else if (kind === KIND.deleted) this.#current.delete(idOf(header));
    else if (kind === KIND.domain) this.#domains.set(header.domain, placed);
    else if (kind === KIND.part) this.#parts.set(partId(header, header.parts), placed);
  }

  #isLive(placed: PlacedRecord): boolean {
    const { header } = placed;
    const { kind, generation } = header;
    if (kind === KIND.domain) return this.#domains.get(header.domain) === placed;
    const current = this.#current.get(idOf(header));
    if (kind === KIND.value || kind === KIND.whole) return current === placed;
    if (kind !== KIND.part) return false;
    if (this.#parts.get(partId(header, header.parts)) !== placed) return false;
    return generation === this.#pending || generation === current?.header.generation;
  }

  #valueOf(found: PlacedRecord): Uint8Array {
    const { header } = found;
    if (header.kind === KIND.value) return this.#log.read(found).bytes;
    const pieces = Array.from({ length: header.parts }, (_, index) => {
      const part = this.#parts.get(partId(header, index));
      if (part !== undefined) return this.#log.read(part).bytes;
      throw new OperationError("storage-corrupt", `"${header.key}" has lost a part`);
    });
    return new Uint8Array(Buffer.concat(pieces));
  }

  #checkRoom(neededBytes: number): void {
    this.#mount();
    let liveBytes = 0;
    for (const placed of this.#log.records())
      if (this.#isLive(placed)) liveBytes += placed.byteLength;
    if (liveBytes + neededBytes <= this.#log.liveBytesMax) return;
    const text = `${neededBytes} bytes more than ${liveBytes} would exceed ${this.#log.liveBytesMax}`;
    throw new OperationError("storage-full", text);
  }
}

function partId(header: RecordHeader, index: number): string {
  return `${idOf(header)}\n${header.generation}\n${index}`;
}
