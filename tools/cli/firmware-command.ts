import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { BOARD_STANDARD } from "../firmware/boards.js";
import { buildFirmware } from "../firmware/build-firmware.js";
import { buildFolder, FIRMWARE_OUTPUT } from "../firmware/build-folder.js";
import { checkFirmware } from "../firmware/check-firmware.js";
import { lintFirmware } from "../firmware/lint/lint.js";
import { printSize } from "../firmware/print-size.js";
import { ROOT } from "../project-paths.js";
import { buildRequest } from "./build-request.js";
import { exitCode, parsed } from "./exit-code.js";

const HELP = `Usage: npm run firmware -- [options]

Builds the firmware for a board with the Moddable SDK and ESP-IDF (npm run doctor tells whether they
are there), and prints the slot table.

  --board NAME      the board's folder in hosts/ (default: ${BOARD_STANDARD})
  --release         what is flashed for use (default)
  --debug           with the debugger's connection
  --manifest FILE   another program for the board, such as its self-test (default: manifest.json)

Instead of building:

  --lint            check manifests, flash map, sdkconfig and C as far as no SDK is needed
  --check           with the SDK alone: read the manifests, compile the scripts and link them
  --size            print the slot table of the last build; fails with less than 5 % free
  --build DIR       ESP-IDF's build folder of a build made elsewhere, for --size
  --help            this text
`;

const FLAGS = {
  board: { type: "string", default: BOARD_STANDARD },
  manifest: { type: "string", default: "manifest.json" },
  build: { type: "string" },
  release: { type: "boolean", default: false },
  debug: { type: "boolean", default: false },
  lint: { type: "boolean", default: false },
  check: { type: "boolean", default: false },
  size: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

export function firmwareCommand(args: readonly string[]): Promise<number> {
  return exitCode(() => {
    const values = parse(args);
    if (values.lint) return printLint();
    if (!values.help) return make(values);
    process.stdout.write(HELP);
    return 0;
  });
}

function parse(args: readonly string[]) {
  return parsed("npm run firmware --", () => {
    const { values } = parseArgs({ args: [...args], options: FLAGS });
    const chosen = ["lint", "check", "size"] as const;
    if (chosen.filter((name) => values[name]).length > 1) throw new Error("one of them at a time");
    if (values.debug && values.release) throw new Error("--debug or --release");
    return values;
  });
}

/** Apart from builds, for it begins from nothing every time. */
const CHECK_OUTPUT = "build/firmware-check";

type Values = ReturnType<typeof parse>;

async function make(values: Values): Promise<number> {
  const request = buildRequest(values, values.check ? CHECK_OUTPUT : FIRMWARE_OUTPUT);
  if (values.check) {
    const { path, byteLength } = await checkFirmware(request, process.env);
    process.stdout.write(`XS linked every module: ${path}, ${byteLength} bytes of C\n`);
    return 0;
  }
  if (values.size) {
    const idf = values.build ? resolve(values.build) : buildFolder(request).idf;
    return printSize(ROOT, request.board, idf) ? 0 : 1;
  }
  const folder = await buildFirmware(request, process.env);
  printSize(ROOT, request.board, folder.idf);
  return 0;
}

async function printLint(): Promise<number> {
  const { findings, skipped } = await lintFirmware(ROOT, process.env);
  for (const finding of findings) process.stdout.write(`${finding}\n`);
  for (const check of skipped) process.stdout.write(`skipped: ${check}\n`);
  process.stdout.write(`${findings.length} findings, ${skipped.length} checks skipped\n`);
  return findings.length === 0 ? 0 : 1;
}
