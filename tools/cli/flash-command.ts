import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { ScratchFolder } from "../../hosts/simulator/board/scratch-folder.js";
import { BOARD_STANDARD, findPartition } from "../firmware/boards.js";
import { buildFolder } from "../firmware/build-folder.js";
import { Esptool } from "../firmware/esptool.js";
import { describePiece, type FlashPiece, planFlash } from "../firmware/flash-plan.js";
import { MODEL_FOLDER } from "../project-paths.js";
import { buildRequest } from "./build-request.js";
import { exitCode, parsed } from "./exit-code.js";

const HELP = `Usage: npm run flash -- [options]

Writes the last build into a board: boot loader, partition table, which slot boots (the first one),
firmware, and the model slot. Settings in the board are kept.

  --port PORT        the board's serial port (default: esptool looks for it)
  --board NAME       the board's folder in hosts/ (default: ${BOARD_STANDARD})
  --debug            the debug build
  --manifest FILE    the build of another program (default: manifest.json)
  --build DIR        ESP-IDF's build folder of a build made elsewhere
  --model DIR        another model than models/person-detect
  --erase-settings   also forget Wi-Fi, key, thresholds and calibration
  --help             this text
`;

const FLAGS = {
  port: { type: "string" },
  board: { type: "string", default: BOARD_STANDARD },
  debug: { type: "boolean", default: false },
  manifest: { type: "string", default: "manifest.json" },
  build: { type: "string" },
  model: { type: "string", default: MODEL_FOLDER },
  "erase-settings": { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

export function flashCommand(args: readonly string[]): Promise<number> {
  return exitCode(async () => {
    const values = parse(args);
    if (values.help) process.stdout.write(HELP);
    else await flash(values);
    return 0;
  });
}

function parse(args: readonly string[]) {
  return parsed("npm run flash --", () => parseArgs({ args: [...args], options: FLAGS }).values);
}

async function flash(values: ReturnType<typeof parse>): Promise<void> {
  const request = buildRequest(values);
  const { board } = request;
  const idf = values.build ? resolve(values.build) : buildFolder(request).idf;
  const plan = planFlash({ idf, board, modelFolder: resolve(values.model) });
  process.stdout.write(" address      bytes  what\n");
  for (const piece of plan.pieces) process.stdout.write(`${describePiece(piece)}\n`);
  const esptool = new Esptool({ chip: board.chip, port: values.port }, process.env);
  const nvs = findPartition(board, "nvs");
  if (values["erase-settings"]) {
    process.stdout.write("Settings are erased.\n");
    await esptool.eraseRegion(nvs.offset, nvs.byteLength);
  } else process.stdout.write("Settings are kept.\n");
  const scratch = new ScratchFolder("flash");
  try {
    await esptool.write(writePieces(scratch.path, plan.pieces), plan.writeOptions);
  } finally {
    scratch.remove();
  }
}

/** esptool takes files. */
function writePieces(
  folder: string,
  pieces: readonly FlashPiece[],
): (readonly [address: number, path: string])[] {
  return pieces.map(({ address, what, bytes }) => {
    const path = join(folder, what.replaceAll(" ", "-"));
    writeFileSync(path, bytes);
    return [address, path];
  });
}
