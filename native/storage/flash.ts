import type { FlashModule, FlashStatus } from "../../modules/host/storage.js";
import { bytesOf } from "./byte-buffer.js";
import { ListIterator, optionsOf, textOption } from "./storage-options.js";

/** What a host must do for Flash: arguments are checked before they get here. */
export interface FlashDriver {
  /** Names in the order of the table. */
  list(): string[];
  /** Throws where there is no such partition. */
  open(path: string): FlashGeometry;
  read(path: string, byteOffset: number, byteLength: number): ArrayBuffer;
  /** Throws where position or length are not aligned, or where it would set a bit. */
  write(path: string, byteOffset: number, bytes: Uint8Array): void;
  /** Whole blocks; `end` is kept. */
  erase(path: string, start: number, end: number): void;
}

export type FlashGeometry = Omit<FlashStatus, "blocks">;

interface OpenPartition extends FlashStatus {
  readonly driver: FlashDriver;
  readonly path: string;
  readonly writable: boolean;
}

/** Known to this module alone, so that `open` is the only way to an instance. */
const opening = Object.freeze({});

class Partition {
  #open: OpenPartition | null = null;

  constructor(by: object, open: OpenPartition) {
    if (by !== opening) throw new TypeError("use open of embedded:storage/flash");
    this.#open = open;
  }

  close(): void {
    Partition.#from(this).#open = null;
  }

  status(): FlashStatus {
    const { size, blockLength, blocks, eraseValue, writeAlign } = Partition.#opened(this);
    return { size, blockLength, blocks, eraseValue, writeAlign };
  }

  eraseBlock(from: unknown, to?: unknown): void {
    const { driver, path, blocks } = Partition.#opened(this, "r+");
    if (from === undefined) throw new SyntaxError("no block to erase");
    const start = integer(from);
    const end = to === undefined ? start + 1 : integer(to);
    if (start < 0 || start >= blocks) throw new RangeError(`no block ${start}`);
    if (end <= start || end > blocks) throw new RangeError(`no end at block ${end}`);
    driver.erase(path, start, end);
  }

  read(count: unknown, byteOffset: unknown): ArrayBuffer | number {
    const { driver, path, size } = Partition.#opened(this);
    if (count === undefined) throw new SyntaxError("nothing to read into");
    const offset = offsetWithin(byteOffset, size);
    if (offset === size) throw new RangeError(`nothing at ${offset}`);
    if (typeof count === "number") {
      if (!Number.isSafeInteger(count) || count <= 0) throw new RangeError(`no length: ${count}`);
      const byteLength = Math.min(count, size - offset);
      return driver.read(path, offset, byteLength);
    }
    const target = bytesOf(count);
    const byteLength = Math.min(target.byteLength, size - offset);
    if (byteLength === 0) return 0;
    target.set(new Uint8Array(driver.read(path, offset, byteLength)));
    return byteLength;
  }

  write(buffer: unknown, byteOffset: unknown): void {
    const { driver, path, size } = Partition.#opened(this, "r+");
    if (buffer === undefined) throw new SyntaxError("nothing to write");
    const offset = offsetWithin(byteOffset, size);
    const bytes = bytesOf(buffer);
    if (bytes.byteLength > size - offset) {
      throw new RangeError(`${bytes.byteLength} bytes at ${offset} pass the partition's end`);
    }
    driver.write(path, offset, bytes);
  }

  get format(): string {
    Partition.#opened(this);
    return "buffer";
  }

  set format(value: unknown) {
    Partition.#opened(this);
    if (`${value}` !== "buffer") throw new RangeError(`no format "${value}"`);
  }

  static #opened(receiver: unknown, mode?: "r+"): OpenPartition {
    const open = Partition.#from(receiver).#open;
    if (open === null) throw new SyntaxError("the partition is closed");
    if (mode === "r+" && !open.writable) throw new Error("the partition is read-only");
    return open;
  }

  /** As XS and so the boards: a receiver without the native state is a SyntaxError. */
  static #from(receiver: unknown): Partition {
    if (typeof receiver === "object" && receiver !== null && #open in receiver) return receiver;
    throw new SyntaxError("invalid receiver");
  }
}

function integer(value: unknown): number {
  const number = +(value as number);
  if (Number.isSafeInteger(number)) return number;
  throw new RangeError(`not a whole number: ${number}`);
}

function offsetWithin(value: unknown, size: number): number {
  if (value === undefined) throw new SyntaxError("no offset");
  const offset = integer(value);
  if (offset >= 0 && offset <= size) return offset;
  throw new RangeError(`no offset ${offset}`);
}

function open(driver: FlashDriver, options: unknown): Partition {
  const given = optionsOf(options);
  const { path, writable } = given;
  const format = textOption(given.options, "format", "buffer");
  if (format !== "buffer") throw new RangeError(`no format "${format}"`);
  const { size, blockLength, eraseValue, writeAlign } = driver.open(path);
  const blocks = size / blockLength;
  return new Partition(
    opening,
    Object.freeze({ driver, path, writable, size, blockLength, blocks, eraseValue, writeAlign }),
  );
}

/** `embedded:storage/flash` (ECMA-419, 28): one class for every host, over what the host can do. */
export function flashOver(driver: FlashDriver): FlashModule {
  return Object.freeze({
    open: (options: unknown) => open(driver, options),
    [Symbol.iterator]: () => new ListIterator(driver.list()),
  }) as unknown as FlashModule;
}
