import { SETTINGS_TABLE, type Setting } from "../../modules/settings/schema.js";

/** Prints the table that the firmware itself validates by. */
export function settingsCommand(): number {
  for (const [group, settings] of Object.entries(SETTINGS_TABLE)) {
    process.stdout.write(`${group}\n`);
    for (const [name, setting] of Object.entries(settings as Record<string, Setting>)) {
      process.stdout.write(`  ${name.padEnd(22)} ${boundsOf(setting).padEnd(34)} ${setting.doc}\n`);
    }
  }
  return 0;
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
      return `"${setting.standard}"`;
    default:
      return `${setting.standard} (${setting.min} to ${setting.max}${unitOf(setting.unit)})`;
  }
}
