import { join } from "node:path";
import { parseArgs } from "node:util";
import { BOARD_STANDARD } from "../firmware/boards.js";
import { mcconfigArguments } from "../firmware/build-firmware.js";
import { buildFolder } from "../firmware/build-folder.js";
import { idfEnvironment, idfPython } from "../firmware/idf-environment.js";
import { runCommand } from "../firmware/programs.js";
import { sdkEnvironment } from "../firmware/sdk.js";
import { ROOT } from "../project-paths.js";
import { buildRequest } from "./build-request.js";
import { exitCode, parsed } from "./exit-code.js";

const HELP = `Usage: npm run monitor -- [options]

Shows what a board says on its serial port: a line of JSON per wake, and a panic's addresses by name
(ESP-IDF's monitor; Ctrl+] ends it). A debug build speaks to the SDK's debugger instead, which is
started.

  --port PORT      the board's serial port (default: the tool looks for it)
  --board NAME     the board's folder in hosts/ (default: ${BOARD_STANDARD})
  --debug          for a debug build
  --manifest FILE  the build of another program (default: manifest.json)
  --baud N         speed of the port (default: 115200)
  --help           this text
`;

const FLAGS = {
  port: { type: "string" },
  board: { type: "string", default: BOARD_STANDARD },
  debug: { type: "boolean", default: false },
  manifest: { type: "string", default: "manifest.json" },
  baud: { type: "string", default: "115200" },
  help: { type: "boolean", default: false },
} as const;

export function monitorCommand(args: readonly string[]): Promise<number> {
  return exitCode(async () => {
    const values = parse(args);
    if (values.help) process.stdout.write(HELP);
    else if (values.debug) await openDebugger(values);
    else await monitor(values);
    return 0;
  });
}

type Values = ReturnType<typeof parse>;

function parse(args: readonly string[]) {
  return parsed("npm run monitor --", () => parseArgs({ args: [...args], options: FLAGS }).values);
}

async function monitor(values: Values): Promise<void> {
  const request = buildRequest(values);
  const env = idfEnvironment(process.env);
  const { chip } = request.board;
  const serial = [...(values.port ? ["--port", values.port] : []), "--baud", values.baud];
  const target = ["--target", chip, "--toolchain-prefix", `xtensa-${chip}-elf-`];
  const elf = join(buildFolder(request).idf, "xs_esp32.elf");
  const args = ["-m", "esp_idf_monitor", ...serial, ...target, elf];
  await runCommand({ program: idfPython(env), args, env });
}

async function openDebugger(values: Values): Promise<void> {
  const request = buildRequest(values);
  const port = values.port ? { UPLOAD_PORT: values.port } : {};
  const env = { ...idfEnvironment(sdkEnvironment(process.env)), ...port };
  const args = ["-m", ...mcconfigArguments(request), "-t", "xsbug"];
  await runCommand({ program: "mcconfig", args, env, folder: ROOT });
}
