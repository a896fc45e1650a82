import type {
  KeyValueDomain,
  KeyValueFormat,
  KeyValueModule,
  KeyValueValue,
} from "../../modules/host/storage.js";

/** Domains of keys in memory; values keep the format they were written with. */
export class FakeKeyValue implements KeyValueModule {
  readonly #domains = new Map<string, Map<string, Stored>>();
  /** While set, every operation throws. */
  broken = false;
  writes = 0;
  /** Domains that nobody has closed. */
  openDomains = 0;

  open({ path, format = "buffer" }: Parameters<KeyValueModule["open"]>[0]): KeyValueDomain {
    if (this.broken) throw new Error("the store is broken");
    const values = this.#domains.get(path) ?? new Map<string, Stored>();
    this.#domains.set(path, values);
    this.openDomains += 1;
    return new Domain(this, values, format);
  }

  put(path: string, key: string, format: KeyValueFormat, value: KeyValueValue): void {
    const domain = this.open({ path, format });
    domain.write(key, value);
    domain.close();
  }

  get(path: string, key: string, format: KeyValueFormat): KeyValueValue | undefined {
    const domain = this.open({ path, format });
    const value = domain.read(key);
    domain.close();
    return value;
  }
}

interface Stored {
  readonly format: KeyValueFormat;
  readonly value: KeyValueValue;
}

class Domain implements KeyValueDomain {
  format: KeyValueFormat;
  readonly #store: FakeKeyValue;
  readonly #values: Map<string, Stored>;
  #open = true;

  constructor(store: FakeKeyValue, values: Map<string, Stored>, format: KeyValueFormat) {
    this.#store = store;
    this.#values = values;
    this.format = format;
  }

  read(key: string): KeyValueValue | undefined;
  read(key: string, buffer: ArrayBuffer): number | undefined;
  read(key: string): KeyValueValue | undefined {
    this.#check();
    const stored = this.#values.get(key);
    if (stored === undefined) return undefined;
    if (stored.format !== this.format) throw new TypeError(`${key} is ${stored.format}`);
    return stored.value;
  }

  write(key: string, value: KeyValueValue): void {
    this.#check();
    this.#store.writes += 1;
    this.#values.set(key, { format: this.format, value });
  }

  delete(key: string): void {
    this.#check();
    this.#values.delete(key);
  }

  [Symbol.iterator](): Iterator<string> {
    return this.#values.keys();
  }

  close(): void {
    if (this.#open) this.#store.openDomains -= 1;
    this.#open = false;
  }

  #check(): void {
    if (!this.#open) throw new Error("closed");
    if (this.#store.broken) throw new Error("the store is broken");
  }
}
