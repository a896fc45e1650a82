import { isRecord } from "../bytes/bounded-json.js";
import { SETTINGS_TABLE, type Setting, type Settings } from "./schema.js";

/** One thing that is wrong with settings from outside, for whoever has to correct it. */
export interface SettingsError {
  /** `group.name` */
  readonly path: string;
  /** The refused value as text, cut to `VALUE_CHARS_MAX`. */
  readonly value: string;
  /** What would be accepted. */
  readonly allowed: string;
}

export type SettingsOutcome =
  | { readonly ok: true; readonly value: Settings }
  | { readonly ok: false; readonly errors: readonly SettingsError[] };

export type SettingsTable = Readonly<Record<string, Readonly<Record<string, Setting>>>>;

export const VALUE_CHARS_MAX = 40;

const TABLE: SettingsTable = SETTINGS_TABLE;

export const DEFAULT_SETTINGS: Settings = defaults();

/**
 * In force while the stored settings cannot be used. They may have said who is asked, or that nobody
 * is: neither the key nor a picture may go to the default instead.
 */
export const FALLBACK_SETTINGS: Settings = Object.freeze({
  ...DEFAULT_SETTINGS,
  cloud: Object.freeze({ ...DEFAULT_SETTINGS.cloud, enabled: false }),
});

/**
 * Checks settings from outside and fills in what they leave out. All errors are listed, not the
 * first alone; unknown groups and names are errors, so that a misspelt one is noticed.
 */
export function parseSettings(given: unknown): SettingsOutcome {
  if (!isRecord(given)) {
    return { ok: false, errors: [refusal("", given, "an object of groups")] };
  }
  const errors: SettingsError[] = [];
  const merged: Record<string, unknown> = { ...DEFAULT_SETTINGS };
  // Only what is given is looked at: a wake pays for the settings that were changed, not for all.
  for (const group of Object.keys(given)) {
    const entries = Object.hasOwn(TABLE, group) ? TABLE[group] : undefined;
    if (entries === undefined) {
      errors.push(refusal(group, given[group], oneOf(TABLE)));
      continue;
    }
    const values = { ...(merged[group] as Record<string, unknown>) };
    collectGroup(group, entries, given[group], values, errors);
    merged[group] = values;
  }
  if (errors.length > 0) return { ok: false, errors };
  return { ok: true, value: merged as unknown as Settings };
}

function collectGroup(
  group: string,
  entries: Readonly<Record<string, Setting>>,
  given: unknown,
  values: Record<string, unknown>,
  errors: SettingsError[],
): void {
  if (!isRecord(given)) {
    errors.push(refusal(group, given, "an object of settings"));
    return;
  }
  for (const name of Object.keys(given)) {
    const value = given[name];
    const entry = Object.hasOwn(entries, name) ? entries[name] : undefined;
    if (entry !== undefined && accepts(entry, value)) {
      values[name] = value;
      continue;
    }
    const allowed = entry === undefined ? oneOf(entries) : allowedBy(entry);
    errors.push(refusal(`${group}.${name}`, value, allowed));
  }
}

function accepts(entry: Setting, value: unknown): boolean {
  switch (entry.kind) {
    case "boolean":
      return typeof value === "boolean";
    case "text":
      return typeof value === "string" && value.length <= entry.charsMax && entry.isAllowed(value);
    default:
      // NaN fails both comparisons.
      return (
        typeof value === "number" &&
        value >= entry.min &&
        value <= entry.max &&
        (entry.kind === "number" || Number.isInteger(value))
      );
  }
}

/** The accepted values in words, as error messages and the documentation print them. */
export function allowedBy(entry: Setting): string {
  switch (entry.kind) {
    case "boolean":
      return "true or false";
    case "text":
      return `${entry.allowed}, at most ${entry.charsMax} characters`;
    default: {
      const what = entry.kind === "integer" ? "a whole number" : "a number";
      return `${what} from ${entry.min} to ${entry.max}, in ${entry.unit}`;
    }
  }
}

function refusal(path: string, value: unknown, allowed: string): SettingsError {
  return { path, value: shown(value), allowed };
}

function shown(value: unknown): string {
  if (isRecord(value)) return "an object";
  if (Array.isArray(value)) return "a list";
  const text = typeof value === "string" ? `"${value}"` : String(value);
  return text.length > VALUE_CHARS_MAX ? `${text.slice(0, VALUE_CHARS_MAX)}...` : text;
}

function oneOf(table: Readonly<Record<string, unknown>>): string {
  return `one of ${Object.keys(table).join(", ")}`;
}

function defaults(): Settings {
  const groups: Record<string, Record<string, unknown>> = {};
  for (const group of Object.keys(TABLE)) {
    const values: Record<string, unknown> = {};
    for (const [name, entry] of Object.entries(TABLE[group] ?? {})) values[name] = entry.standard;
    groups[group] = Object.freeze(values) as Record<string, unknown>;
  }
  return Object.freeze(groups) as unknown as Settings;
}
