import type { KeyValueFormat, KeyValueModule, KeyValueValue } from "../../modules/host/storage.js";
import { bytesOf } from "./byte-buffer.js";
import { decodeValue, encodeValue, isFormat } from "./key-value-formats.js";
import { ListIterator, optionsOf, textOption } from "./storage-options.js";

/** What a host must do for Key-Value: arguments are checked before they get here. */
export interface KeyValueDriver {
  /** Throws where the name cannot be one, or where the domain is not there and only read. */
  open(domain: string, writable: boolean): void;
  get(domain: string, key: string): StoredValue<ArrayBuffer> | undefined;
  set(domain: string, key: string, value: StoredValue<ArrayBuffer | Uint8Array>): void;
  /** True where there was such a key. */
  delete(domain: string, key: string): boolean;
  keys(domain: string): string[];
}

/** Little-endian integers of the format's width, UTF-8 without a final zero, or bytes as they are. */
export interface StoredValue<Bytes> {
  readonly format: KeyValueFormat;
  readonly bytes: Bytes;
}

interface OpenDomain {
  readonly driver: KeyValueDriver;
  readonly domain: string;
  readonly writable: boolean;
}

/** Known to this module alone, so that `open` is the only way to an instance. */
const opening = Object.freeze({});

class Domain {
  #open: OpenDomain | null = null;
  #format: KeyValueFormat;

  constructor(by: object, open: OpenDomain, format: KeyValueFormat) {
    if (by !== opening) throw new TypeError("use open of embedded:storage/key-value");
    this.#open = open;
    this.#format = format;
  }

  close(): void {
    Domain.#from(this).#open = null;
  }

  read(key: unknown, buffer?: unknown): KeyValueValue | undefined {
    const { driver, domain } = Domain.#opened(this);
    const stored = driver.get(domain, keyFrom(key));
    if (stored === undefined) return undefined;
    const format = this.#format;
    if (stored.format !== format) throw new TypeError(`the value is "${stored.format}"`);
    const { bytes } = stored;
    if (format !== "buffer" || buffer === undefined) return decodeValue(format, bytes);
    const target = bytesOf(buffer);
    if (target.byteLength < bytes.byteLength) throw new RangeError("the buffer is short");
    target.set(new Uint8Array(bytes));
    return bytes.byteLength;
  }

  write(key: unknown, value: unknown): void {
    const { driver, domain } = Domain.#opened(this, "r+");
    const name = keyFrom(key);
    if (value === undefined) throw new SyntaxError("no value");
    const format = this.#format;
    driver.set(domain, name, { format, bytes: encodeValue(format, value) });
  }

  /** True where there was such a key. */
  delete(key: unknown): boolean {
    const { driver, domain } = Domain.#opened(this, "r+");
    return driver.delete(domain, keyFrom(key));
  }

  [Symbol.iterator](): ListIterator {
    const { driver, domain } = Domain.#opened(this);
    return new ListIterator(driver.keys(domain));
  }

  get format(): KeyValueFormat {
    Domain.#opened(this);
    return this.#format;
  }

  set format(value: unknown) {
    Domain.#opened(this);
    this.#format = formatFrom(`${value}`);
  }

  static #opened(receiver: unknown, mode?: "r+"): OpenDomain {
    const open = Domain.#from(receiver).#open;
    if (open === null) throw new SyntaxError("the domain is closed");
    if (mode === "r+" && !open.writable) throw new Error("the domain is read-only");
    return open;
  }

  /** As XS and so the boards: a receiver without the native state is a SyntaxError. */
  static #from(receiver: unknown): Domain {
    if (typeof receiver === "object" && receiver !== null && #open in receiver) return receiver;
    throw new SyntaxError("invalid receiver");
  }
}

function keyFrom(key: unknown): string {
  if (key === undefined) throw new SyntaxError("no key");
  return `${key}`;
}

function formatFrom(text: string): KeyValueFormat {
  if (isFormat(text)) return text;
  throw new RangeError(`no format "${text}"`);
}

function open(driver: KeyValueDriver, options: unknown): Domain {
  const { options: given, path: domain, writable } = optionsOf(options);
  const format = formatFrom(textOption(given, "format", "buffer"));
  driver.open(domain, writable);
  return new Domain(opening, Object.freeze({ driver, domain, writable }), format);
}

/** `embedded:storage/key-value` (ECMA-419, 28): one class for every host, as with Flash. */
export function keyValueOver(driver: KeyValueDriver): KeyValueModule {
  return Object.freeze({
    open: (options: unknown) => open(driver, options),
  }) as unknown as KeyValueModule;
}
