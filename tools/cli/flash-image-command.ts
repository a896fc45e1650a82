import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { BOARD_STANDARD, findPartition, flashBytesOf } from "../firmware/boards.js";
import { buildFolder } from "../firmware/build-folder.js";
import { describePiece, type FlashPiece, flashImage, planFlash } from "../firmware/flash-plan.js";
import { MODEL_FOLDER } from "../project-paths.js";
import { readSettingsFile } from "../settings/settings-file.js";
import { settingsImage } from "../settings/write-settings.js";
import { writeOutput, writeSecret } from "../write-output.js";
import { buildRequest } from "./build-request.js";
import { exitCode, parsed } from "./exit-code.js";
import { writable } from "./flags.js";
import { UsageError } from "./usage.js";

const HELP = `Usage: npx nightjar flash-image OUT [options]

Writes a whole flash as one file, as an emulator or a programmer takes it: what npm run flash would
write, and erased flash for the rest.

  --build DIR      ESP-IDF's build folder, with flasher_args.json (default: that of the last build)
  --board NAME     the board's folder in hosts/ (default: ${BOARD_STANDARD})
  --model DIR      another model than models/person-detect
  --settings FILE  a board's settings (npx nightjar settings --help); OUT then holds its keys
  --help           this text
`;

const FLAGS = {
  build: { type: "string" },
  board: { type: "string", default: BOARD_STANDARD },
  model: { type: "string", default: MODEL_FOLDER },
  settings: { type: "string" },
  help: { type: "boolean", default: false },
} as const;

export function flashImageCommand(args: readonly string[]): Promise<number> {
  return exitCode(() => {
    const { values, positionals } = parse(args);
    const [out, ...rest] = positionals;
    if (values.help) process.stdout.write(HELP);
    else if (out === undefined || rest.length > 0) throw new UsageError("one file to write.");
    else writeImage(writable("OUT", out), values);
    return 0;
  });
}

function parse(args: readonly string[]) {
  return parsed("npx nightjar flash-image", () =>
    parseArgs({ args: [...args], options: FLAGS, allowPositionals: true }),
  );
}

function writeImage(out: string, values: ReturnType<typeof parse>["values"]): void {
  const request = buildRequest({ board: values.board });
  const { board } = request;
  const idf = values.build ? resolve(values.build) : buildFolder(request).idf;
  const { pieces } = planFlash({ idf, board, modelFolder: resolve(values.model) });
  const all: FlashPiece[] = [...pieces];
  if (values.settings !== undefined) {
    const bytes = settingsImage(board, readSettingsFile(values.settings));
    all.push({ address: findPartition(board, "nvs").offset, what: "settings", bytes });
  }
  for (const piece of all) process.stdout.write(`${describePiece(piece)}\n`);
  const write = values.settings === undefined ? writeOutput : writeSecret;
  write(out, flashImage(all, flashBytesOf(board.folder)));
}
