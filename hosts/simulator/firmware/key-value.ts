import type {
  KeyValueFormat,
  KeyValueModule,
  KeyValueValue,
} from "../../../modules/host/storage.js";
import { call } from "./board.js";
import { bytesOf } from "./byte-buffer.js";
import { decodeValue, encodeValue, isFormat } from "./key-value-formats.js";
import { ListIterator, optionsOf, textOption } from "./storage-options.js";

/** ECMA-419, 28: `embedded:storage/key-value` over the virtual board's storage. */

interface OpenDomain {
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
    const { domain } = Domain.#opened(this);
    const reply = call({ op: "kv.get", domain, key: keyFrom(key) });
    if (reply.format === undefined) return undefined;
    const format = this.#format;
    if (reply.format !== format) throw new TypeError(`the value is "${reply.format}"`);
    if (format !== "buffer" || buffer === undefined) return decodeValue(format, reply.payload);
    const target = bytesOf(buffer);
    if (target.byteLength < reply.payload.byteLength) throw new RangeError("the buffer is short");
    target.set(new Uint8Array(reply.payload));
    return reply.payload.byteLength;
  }

  write(key: unknown, value: unknown): void {
    const { domain } = Domain.#opened(this, "r+");
    const name = keyFrom(key);
    if (value === undefined) throw new SyntaxError("no value");
    const format = this.#format;
    call({ op: "kv.set", domain, key: name, format }, encodeValue(format, value));
  }

  /** True where there was such a key. */
  delete(key: unknown): boolean {
    const { domain } = Domain.#opened(this, "r+");
    return call({ op: "kv.delete", domain, key: keyFrom(key) }).deleted as boolean;
  }

  [Symbol.iterator](): ListIterator {
    const { domain } = Domain.#opened(this);
    return new ListIterator(call({ op: "kv.keys", domain }).keys as string[]);
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

function open(options: unknown): Domain {
  const { options: given, path: domain, writable } = optionsOf(options);
  const format = formatFrom(textOption(given, "format", "buffer"));
  call({ op: "kv.open", domain, writable });
  return new Domain(opening, Object.freeze({ domain, writable }), format);
}

export default Object.freeze({ open }) as unknown as KeyValueModule;
