import { SETTINGS_TABLE, type Setting, type Settings } from "../../modules/settings/schema.js";
import type { SettingsTable } from "../../modules/settings/settings.js";
import { SETTING_DOCS } from "./setting-docs.js";

const TABLE: SettingsTable = SETTINGS_TABLE;
const NAME_CHARS = Math.max(
  ...Object.values(TABLE).flatMap((settings) => Object.keys(settings).map(({ length }) => length)),
);
const BOUNDS_CHARS = 35;

/** The table that the firmware itself validates by, with what each setting is for. */
export function settingsTable(): string {
  return Object.entries(TABLE)
    .map(([group, settings]) => {
      const docs: Readonly<Record<string, string>> = SETTING_DOCS[group as keyof Settings];
      const rows = Object.entries(settings).map(([name, setting]) =>
        rowOf(name, boundsOf(setting), docs[name] ?? ""),
      );
      return `${group}\n${rows.join("")}`;
    })
    .join("");
}

/** Bounds that are too long for their column have a line of their own. */
function rowOf(name: string, bounds: string, what: string): string {
  const head = `  ${name.padEnd(NAME_CHARS)} ${bounds.padEnd(BOUNDS_CHARS)}`;
  if (bounds.length <= BOUNDS_CHARS) return `${head} ${what}\n`;
  return `${head}\n${" ".repeat(NAME_CHARS + BOUNDS_CHARS + 4)}${what}\n`;
}

/** A share has none. */
function unitOf(unit: string): string {
  return unit === "1" ? "" : ` ${unit}`;
}

function boundsOf(setting: Setting): string {
  switch (setting.kind) {
    case "boolean":
      return `${setting.standard} (true or false)`;
    case "text":
      return `"${setting.standard}" (${setting.allowed})`;
    default:
      return `${setting.standard} (${setting.min} to ${setting.max}${unitOf(setting.unit)})`;
  }
}
