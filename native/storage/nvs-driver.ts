import type { KeyValueFormat } from "../../modules/host/storage.js";
import type { KeyValueDriver, StoredValue } from "./key-value.js";
import { accepted, type Refusal } from "./refusal.js";

/** Key-Value of an ESP32 and its relatives: ESP-IDF's NVS, with the codes of the virtual board. */

/** In the order of `kNvsTypes` in nvs_value_esp32.c. */
const FORMATS: readonly KeyValueFormat[] = [
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
];

/** In the order of `enum key_value_refusal` in key_value_esp32.c, from 1. */
const REFUSALS: readonly Refusal[] = [
  ["domain-unknown", Error],
  ["name-invalid", RangeError],
  ["value-too-large", RangeError],
  ["storage-full", Error],
  ["storage-corrupt", Error],
];
const UNKNOWN = 1;

function openDomain(this: void, ...args: [domain: string, writable: boolean]): number {
  return native("xs_nvs_open").call(this, ...args) as number;
}

function formatOf(this: void, ...args: [domain: string, key: string]): number {
  return native("xs_nvs_format").call(this, ...args) as number;
}

function getBytes(
  this: void,
  ...args: [domain: string, key: string, format: number]
): ArrayBuffer | number {
  return native("xs_nvs_get").call(this, ...args) as ArrayBuffer | number;
}

function setBytes(
  this: void,
  ...args: [domain: string, key: string, format: number, bytes: ArrayBuffer | Uint8Array]
): number {
  return native("xs_nvs_set").call(this, ...args) as number;
}

function deleteKey(this: void, ...args: [domain: string, key: string]): number {
  return native("xs_nvs_delete").call(this, ...args) as number;
}

function keysOf(this: void, ...args: [domain: string]): string[] | number {
  return native("xs_nvs_keys").call(this, ...args) as string[] | number;
}

/** Renews the settings' copy (docs/SPEC.md) where this wake changed one; before each sleep. */
export function keepSettings(this: void, ...args: []): void {
  native("xs_nvs_keep_settings").call(this, ...args);
}

export const nvsDriver: KeyValueDriver = Object.freeze({
  open: (domain: string, writable: boolean) => {
    accepted(REFUSALS, domain, openDomain(domain, writable));
  },
  get(domain: string, key: string) {
    const at = formatOf(domain, key);
    if (at < -UNKNOWN) accepted(REFUSALS, key, -at);
    const format = FORMATS[at];
    if (format === undefined) return undefined;
    return { format, bytes: accepted<ArrayBuffer>(REFUSALS, key, getBytes(domain, key, at)) };
  },
  set: (domain: string, key: string, { format, bytes }: StoredValue<ArrayBuffer | Uint8Array>) => {
    accepted(REFUSALS, key, setBytes(domain, key, FORMATS.indexOf(format), bytes));
  },
  delete(domain: string, key: string) {
    const answer = deleteKey(domain, key);
    if (answer === UNKNOWN) return false;
    accepted(REFUSALS, key, answer);
    return true;
  },
  keys: (domain: string) => accepted<string[]>(REFUSALS, domain, keysOf(domain)),
});
