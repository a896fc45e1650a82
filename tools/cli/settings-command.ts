import { parseArgs } from "node:util";
import { BOARD_STANDARD, openBoard } from "../firmware/boards.js";
import { Esptool } from "../firmware/esptool.js";
import { ROOT } from "../project-paths.js";
import { readSettingsFile, type SettingsChange } from "../settings/settings-file.js";
import { settingsTable } from "../settings/settings-table.js";
import { writeSettings, writeSettingsImage } from "../settings/write-settings.js";
import { exitCode, parsed } from "./exit-code.js";
import { writable } from "./flags.js";
import { UsageError } from "./usage.js";

const HELP = `Usage: npx nightjar settings [FILE] [options]

Without a file, lists every setting of the firmware, its default and what is allowed. With one,
gives a board its settings: the board's store is read, changed and written back, so that other keys stay.

FILE is JSON with any of the listed groups, and
  "wifi": {"ssid": "...", "password": "..."}               no password: an open network
  "credentials": {"cloudKey": "...", "cloudCa": "ca.pem"}  who asks the cloud, and whom it trusts
  "credentials": {"webhookSecret": "..."}                  what signs the webhook's events

  --port PORT    the board's serial port (default: esptool looks for it)
  --board NAME   the board's folder in hosts/ (default: ${BOARD_STANDARD})
  --image OUT    write the partition's bytes to a file instead; it holds the keys
  --replace      begin anew where the board's store cannot be read
  --help         this text
`;

const FLAGS = {
  port: { type: "string" },
  board: { type: "string", default: BOARD_STANDARD },
  image: { type: "string" },
  replace: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

export function settingsCommand(args: readonly string[]): Promise<number> {
  return exitCode(async () => {
    const { values, positionals } = parse(args);
    const [path, ...rest] = positionals;
    if (values.help) process.stdout.write(HELP);
    else if (rest.length > 0) throw new UsageError("one file of settings at a time.");
    else if (path === undefined) listSettings(values);
    else await giveSettings(readSettingsFile(path), values);
    return 0;
  });
}

function parse(args: readonly string[]) {
  return parsed("npx nightjar settings", () =>
    parseArgs({ args: [...args], options: FLAGS, allowPositionals: true }),
  );
}

type Values = ReturnType<typeof parse>["values"];

/** Who says where settings go has forgotten which. Throws UsageError. */
function listSettings({ image, port, replace }: Values): void {
  if (image === undefined && port === undefined && !replace) {
    process.stdout.write(settingsTable());
    return;
  }
  throw new UsageError(
    "--image, --port and --replace want a FILE of settings.\nTry: npx nightjar settings --help",
  );
}

async function giveSettings(change: SettingsChange, values: Values): Promise<void> {
  const board = openBoard(ROOT, values.board);
  const names = change.put.map(({ key }) => key).join(", ");
  if (values.image !== undefined) {
    writeSettingsImage(writable("--image", values.image), board, change);
    process.stdout.write(`${values.image} holds ${names}: keep it as safe as the keys in it.\n`);
    return;
  }
  const esptool = new Esptool({ chip: board.chip, port: values.port }, process.env);
  const kept = await writeSettings({ board, change, esptool, replace: values.replace });
  process.stdout.write(`written: ${names}; ${kept} other keys were kept.\n`);
}
