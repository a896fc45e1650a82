import { LoopbackServer } from "../../hosts/simulator/board/loopback-server.js";
import {
  BOARD_PORT_VARIABLE,
  type Program,
  TcpFirmware,
} from "../../hosts/simulator/board/tcp-firmware.js";
import { programOf } from "../firmware-program.js";
import { parseFlags, wholeNumber } from "./flags.js";
import { forPeople, run } from "./run-command.js";
import { BOARD_RUN_HELP } from "./run-help.js";
import { ENGINES, RUN_FLAGS, type RunOptions, runOptionsOf } from "./run-options.js";
import { UsageError } from "./usage.js";

/** In hosts/simulator/native/simulator.h it is kLinkPort. */
export const BOARD_PORT = 7419;
const PORT_MAX = 65_535;

const HELP = `Usage: npx nightjar board --listen [--port N] [options]
       npx nightjar board --firmware PATH [--port N] [options] [-- ARGUMENT...]

Runs the virtual board alone and waits on this machine's loopback for firmware that was built
elsewhere, one connection per wake: by mcconfig for a desktop, say.

  --listen              wait for firmware that somebody else starts
  --firmware PATH       start this program for each wake, with the port in ${BOARD_PORT_VARIABLE}; a
                        library (.so, .dylib), as mcconfig builds it, runs without a window
  --port N              where to listen (default: ${BOARD_PORT}; with --firmware any that is free)
${BOARD_RUN_HELP}`;

const FLAGS = {
  ...RUN_FLAGS,
  listen: { type: "boolean", default: false },
  firmware: { type: "string" },
  port: { type: "string" },
} as const;

interface BoardOptions {
  readonly run: RunOptions;
  readonly port: number;
  readonly firmwarePath?: string;
  readonly firmwareArgs: readonly string[];
}

export function boardCommand(args: readonly string[]): Promise<number> {
  return forPeople(async () => {
    const options = parseBoardOptions(args, process.env);
    if (options) await board(options);
    else process.stdout.write(HELP);
  });
}

/** Undefined where only help is wanted. Throws UsageError. */
export function parseBoardOptions(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): BoardOptions | undefined {
  const end = args.includes("--") ? args.indexOf("--") : args.length;
  const { values } = parseFlags(args.slice(0, end), FLAGS, "npx nightjar board");
  if (values.help) return undefined;
  const { firmware, listen } = values;
  if (firmware === undefined && !listen)
    throw new UsageError("nightjar board takes --listen, --firmware PATH or both.");
  if (values.engine !== ENGINES[0])
    throw new UsageError("--engine is the firmware's own: choose it where that is built.");
  if ([values.scenario, values.days, values.chart].some((given) => given !== undefined)) {
    throw new UsageError(
      "nightjar board runs no scenario: leave --scenario, --days and --chart to npm start.",
    );
  }
  const port = firmware === undefined ? `${BOARD_PORT}` : "0";
  return {
    run: runOptionsOf(values, environment),
    port: wholeNumber("--port", values.port ?? port, 0, PORT_MAX),
    ...(firmware === undefined ? {} : { firmwarePath: firmware }),
    firmwareArgs: args.slice(end + 1),
  };
}

async function board({ run: options, port, firmwarePath, firmwareArgs }: BoardOptions) {
  const program =
    firmwarePath === undefined ? undefined : await programOf(firmwarePath, firmwareArgs);
  const server = await LoopbackServer.listen(port);
  try {
    if (!program) announce(server.port);
    const firmware = (flashPath: string) => firmwareAt(server, flashPath, program);
    await run(options, firmware, () => server.stop());
  } finally {
    await server.close();
  }
}

function announce(port: number): void {
  process.stderr.write(
    `the board listens on 127.0.0.1:${port}: start the firmware with ${BOARD_PORT_VARIABLE}=${port}\n`,
  );
}

function firmwareAt(server: LoopbackServer, flashPath: string, program: Program | undefined) {
  return new TcpFirmware({ server, flashPath, ...(program ? { program } : {}) });
}
