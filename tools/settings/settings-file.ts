import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { parseSettings } from "../../modules/settings/settings.js";
import {
  SETTINGS_BAD_KEY,
  SETTINGS_DOMAIN,
  SETTINGS_KEY,
  WIFI_PASSWORD_KEY,
  WIFI_SSID_BYTES_MAX,
  WIFI_SSID_KEY,
} from "../../modules/settings/store.js";
import { type NvsItem, STRING_BYTES_MAX } from "../nvs/nvs-format.js";
import { takeCredentials } from "./credentials-file.js";
import { textItem } from "./text-item.js";

/** What a board is to keep from now on; keys that are in neither list stay as they are. */
export interface SettingsChange {
  readonly put: readonly NvsItem[];
  /** Keys of the domain `settings`. */
  readonly remove: readonly string[];
}

/** A file that cannot be used. Its message names what is allowed and never what was given. */
export class BoardSettingsError extends Error {}

type Fields = Readonly<Record<string, unknown>>;

const PASSWORD = /^([\x20-\x7e]{8,63}|[0-9a-fA-F]{64})$/;

/**
 * Reads a board's settings: the groups that `npx nightjar settings` lists, in `wifi` also `ssid` and
 * `password`, and `credentials` with `cloudKey`, `cloudCa` (the path of a certificate, from the
 * file's folder), `webhookSecret` and `webhookCa`. Throws BoardSettingsError with everything that is
 * wrong.
 */
export function readSettingsFile(path: string): SettingsChange {
  const { wifi, credentials, ...others } = parseFile(path);
  const errors: string[] = [];
  const change = { put: [] as NvsItem[], remove: [] as string[] };
  const { ssid, password, ...join } = fieldsOf("wifi", wifi, errors);
  if (ssid !== undefined || password !== undefined) takeWifi({ ssid, password }, change, errors);
  const secrets = fieldsOf("credentials", credentials, errors);
  takeCredentials(secrets, dirname(resolve(path)), change, errors);
  const groups = Object.keys(join).length > 0 ? { ...others, wifi: join } : others;
  if (Object.keys(groups).length > 0) takeGroups(groups, change, errors);
  if (errors.length === 0 && change.put.length === 0) errors.push("nothing is set");
  if (errors.length > 0) {
    const list = errors.map((error) => `  ${error}`).join("\n");
    throw new BoardSettingsError(`${path} cannot be used:\n${list}`);
  }
  return change;
}

/** The parser's own message would quote the text around the fault, which may be a password. */
function parseFile(path: string): Fields {
  const text = readText(path);
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    const position = Number(/position (\d+)/.exec((error as Error).message)?.[1]);
    const line = Number.isNaN(position)
      ? ""
      : ` at line ${text.slice(0, position).split("\n").length}`;
    throw new BoardSettingsError(`${path} is not JSON${line}`);
  }
  if (isFields(parsed)) return parsed;
  throw new BoardSettingsError(`${path} must hold an object`);
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new BoardSettingsError(`${path} cannot be read (${(error as { code?: string }).code})`);
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function fieldsOf(name: string, value: unknown, errors: string[]): Fields {
  if (value === undefined || isFields(value)) return value ?? {};
  errors.push(`${name}: an object is allowed`);
  return {};
}

type Taken = { readonly put: NvsItem[]; readonly remove: string[] };

/** A network without a password is open: an old one must not stay behind. */
function takeWifi({ ssid, password }: Fields, { put, remove }: Taken, errors: string[]): void {
  const ssidBytes = typeof ssid === "string" ? Buffer.byteLength(ssid) : 0;
  if (ssidBytes === 0 || ssidBytes > WIFI_SSID_BYTES_MAX || /\0/.test(ssid as string)) {
    errors.push(`wifi.ssid: a name of 1 to ${WIFI_SSID_BYTES_MAX} bytes is allowed`);
  } else put.push(textItem(WIFI_SSID_KEY, ssid as string));
  if (password === undefined) remove.push(WIFI_PASSWORD_KEY);
  else if (typeof password !== "string" || !PASSWORD.test(password)) {
    errors.push("wifi.password: 8 to 63 ASCII characters or 64 hexadecimal digits are allowed");
  } else put.push(textItem(WIFI_PASSWORD_KEY, password));
}

function takeGroups(groups: Fields, { put, remove }: Taken, errors: string[]): void {
  const parsed = parseSettings(groups);
  if (!parsed.ok) {
    for (const { path, allowed } of parsed.errors) errors.push(`${path}: ${allowed} is allowed`);
    return;
  }
  const item = textItem(SETTINGS_KEY, JSON.stringify(groups));
  if (item.bytes.length > STRING_BYTES_MAX) {
    errors.push(`the settings take ${item.bytes.length} bytes, of at most ${STRING_BYTES_MAX}`);
    return;
  }
  put.push(item);
  remove.push(SETTINGS_BAD_KEY);
}

/** The items of a board after a change; the order of those that stay is kept. */
export function applyChange(items: readonly NvsItem[], { put, remove }: SettingsChange): NvsItem[] {
  const changed = new Set([...remove, ...put.map(({ key }) => key)]);
  const kept = items.filter(({ domain, key }) => domain !== SETTINGS_DOMAIN || !changed.has(key));
  return [...kept, ...put];
}
