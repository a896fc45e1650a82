import { parseBoundedJson } from "../bytes/bounded-json.js";
import type { WifiSettings } from "../host/network.js";
import type { KeyValueDomain, KeyValueModule } from "../host/storage.js";
import type { Settings } from "./schema.js";
import {
  DEFAULT_SETTINGS,
  FALLBACK_SETTINGS,
  parseSettings,
  type SettingsError,
} from "./settings.js";

/** The Key-Value domain and its keys (docs/SPEC.md, "Settings"). */
export const SETTINGS_DOMAIN = "settings";
export const SETTINGS_KEY = "settings";
/** Where a stored text that could not be used is kept for whoever wants to see it. */
export const SETTINGS_BAD_KEY = "settings-bad";
export const WIFI_SSID_KEY = "wifi-ssid";
/** Missing where the network is open. */
export const WIFI_PASSWORD_KEY = "wifi-password";

export const SETTINGS_CHARS_MAX = 4_096;
export const WIFI_SSID_BYTES_MAX = 32;
/** The longest password; an SSID has 32 bytes at most, which whoever stores it sees to. */
const WIFI_CHARS_MAX = 64;

export type SettingsCode = "settings-unreadable" | "settings-not-json" | "settings-invalid";

export interface LoadedSettings {
  readonly settings: Settings;
  /** Why the fallback is in force although something was stored; absent where all is well. */
  readonly code?: SettingsCode;
  readonly errors: readonly SettingsError[];
}

/** The settings in force. What cannot be used costs itself and the cloud: the defaults take over. */
export function loadSettings(keyValue: KeyValueModule): LoadedSettings {
  let text: unknown;
  try {
    text = withDomain(keyValue, (domain) => domain.read(SETTINGS_KEY));
  } catch {
    return { settings: FALLBACK_SETTINGS, code: "settings-unreadable", errors: [] };
  }
  if (text === undefined) return { settings: DEFAULT_SETTINGS, errors: [] };
  const loaded = parseStored(String(text));
  if (loaded.code !== undefined) keepBad(keyValue, String(text));
  return loaded;
}

/** Replaces the stored settings. `given` holds only what differs from the defaults. */
export function storeSettings(keyValue: KeyValueModule, given: unknown): LoadedSettings {
  const parsed = parseSettings(given);
  if (!parsed.ok) {
    return { settings: DEFAULT_SETTINGS, code: "settings-invalid", errors: parsed.errors };
  }
  withDomain(keyValue, (domain) => domain.write(SETTINGS_KEY, JSON.stringify(given)));
  return { settings: parsed.value, errors: [] };
}

/** Whether anything was ever set since the last reset. Throws where the store does. */
export function isSetUp(keyValue: KeyValueModule): boolean {
  return withDomain(keyValue, (domain) => [...domain].length > 0);
}

/** Takes back all that was set, one record after the other. Throws where the store does. */
export function eraseSettings(keyValue: KeyValueModule): void {
  withDomain(keyValue, (domain) => {
    for (const key of [...domain]) domain.delete(key);
  });
}

/** Which network to join. An SSID that is missing or cannot be used is empty: nothing is joined. */
export function loadWifi(keyValue: KeyValueModule, settings: Settings): WifiSettings {
  const ssid = readQuietly(keyValue, WIFI_SSID_KEY, "string");
  const password = readQuietly(keyValue, WIFI_PASSWORD_KEY, "string");
  const isUsable = isText(ssid) && (password === undefined || isText(password));
  return {
    ...settings.wifi,
    ssid: isUsable ? ssid : "",
    password: isUsable ? (password ?? "") : "",
  };
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value.length <= WIFI_CHARS_MAX;
}

function parseStored(text: string): LoadedSettings {
  const parsed =
    text.length <= SETTINGS_CHARS_MAX ? parseBoundedJson(text) : { ok: false as const };
  if (!parsed.ok) return { settings: FALLBACK_SETTINGS, code: "settings-not-json", errors: [] };
  const checked = parseSettings(parsed.value);
  if (checked.ok) return { settings: checked.value, errors: [] };
  return { settings: FALLBACK_SETTINGS, code: "settings-invalid", errors: checked.errors };
}

/** Written once: the same bad text at the next wake finds its copy and wears no flash. */
function keepBad(keyValue: KeyValueModule, text: string): void {
  const kept = text.slice(0, SETTINGS_CHARS_MAX);
  try {
    withDomain(keyValue, (domain) => {
      if (domain.read(SETTINGS_BAD_KEY) !== kept) domain.write(SETTINGS_BAD_KEY, kept);
    });
  } catch {
    // The copy is a courtesy; that the settings are bad is in the report already.
  }
}

/** The value, undefined where there is none, null where it has another format. */
export function readQuietly(
  keyValue: KeyValueModule,
  key: string,
  format: "string" | "buffer",
): unknown {
  try {
    return withDomain(keyValue, (domain) => {
      domain.format = format;
      return domain.read(key);
    });
  } catch {
    return null;
  }
}

function withDomain<T>(keyValue: KeyValueModule, use: (domain: KeyValueDomain) => T): T {
  // Never with mode "r", which some stores refuse for a domain that nobody wrote to yet.
  const domain = keyValue.open({ path: SETTINGS_DOMAIN, format: "string" });
  try {
    return use(domain);
  } finally {
    domain.close();
  }
}
