import type { ChildProcess } from "node:child_process";
import type { Socket } from "node:net";
import {
  type Firmware,
  type FirmwareEnd,
  FirmwareStartError,
  LastWords,
  nameOfExit,
  type RunningWake,
} from "./firmware.js";
import { greetFirmware } from "./greeting.js";
import type { LoopbackServer } from "./loopback-server.js";
import { spawnApart } from "./spawn-apart.js";

/** The environment variable by which a firmware is told where the board listens. */
export const BOARD_PORT_VARIABLE = "NIGHTJAR_BOARD_PORT";
/** Real time for a firmware to connect, once a wake is due. */
export const CONNECT_WALL_MS_MAX = 120_000;

export interface Program {
  readonly path: string;
  readonly args: readonly string[];
}

export interface TcpFirmwareOptions {
  /** Becomes the firmware's, which closes it. */
  readonly server: LoopbackServer;
  /** The file of the flash chip, which the firmware maps. */
  readonly flashPath: string;
  /** Started for each wake. Without it, whoever connects is served, one connection per wake. */
  readonly program?: Program;
  readonly connectWallMsMax?: number;
}

/** Firmware that connects to the board over loopback (docs/SPEC.md, "Over TCP"). */
export class TcpFirmware implements Firmware {
  readonly #options: TcpFirmwareOptions;
  #child: ChildProcess | undefined;
  #socket: Socket | undefined;
  #engineVersion = "";

  constructor(options: TcpFirmwareOptions) {
    this.#options = options;
  }

  get engineVersion(): string {
    return this.#engineVersion;
  }

  async start(): Promise<RunningWake> {
    const { program } = this.#options;
    const exit = program && this.#spawn(program);
    const { socket, link, gone } = await this.#connected(exit);
    const child = this.#child;
    return {
      pid: child?.pid,
      link,
      end: exit ?? gone,
      kill: () => (child ? child.kill("SIGKILL") : socket.destroy()),
    };
  }

  /** What connects before the program has ended, where there is one. */
  async #connected(exit: Promise<FirmwareEnd> | undefined) {
    const unwanted = new AbortController();
    const connection = this.#firmware(unwanted.signal);
    if (exit === undefined) return connection;
    try {
      return await Promise.race([connection, endTooSoon(exit)]);
    } finally {
      unwanted.abort();
    }
  }

  /** The next connection that greets as a firmware does. */
  async #firmware(unwanted: AbortSignal) {
    const { server, flashPath, connectWallMsMax = CONNECT_WALL_MS_MAX } = this.#options;
    const untilMs = performance.now() + connectWallMsMax;
    for (;;) {
      const socket = await server.connection(Math.max(0, untilMs - performance.now()), unwanted);
      if (!socket) throw new FirmwareStartError(nobodyCame(server, connectWallMsMax));
      const gone = disconnection(socket);
      this.#socket = socket;
      const greeted = await greetFirmware(socket, flashPath);
      if (!greeted) continue;
      this.#engineVersion = greeted.engineVersion;
      return { socket, link: greeted.link, gone };
    }
  }

  #spawn({ path, args }: Program): Promise<FirmwareEnd> {
    const lastWords = new LastWords();
    const child = spawnApart(path, args, {
      stdio: ["ignore", "ignore", "pipe"],
      env: { ...process.env, [BOARD_PORT_VARIABLE]: `${this.#options.server.port}` },
    });
    this.#child = child;
    lastWords.hear(child.stderr);
    child.on("error", (error) => lastWords.add(error.message));
    return new Promise((resolve) => {
      child.on("close", (code, signal) => {
        const how = code === null ? "killed" : nameOfExit(code);
        resolve({ how: signal === null ? how : "killed", said: lastWords.text });
      });
    });
  }

  async ended(): Promise<void> {}

  async close(): Promise<void> {
    this.#child?.kill("SIGKILL");
    this.#socket?.destroy();
    await this.#options.server.close();
  }
}

function nobodyCame({ port, stopped }: LoopbackServer, wallMsMax: number): string {
  if (stopped) return `stopped before a firmware connected to port ${port}`;
  return `no firmware connected to port ${port} within ${wallMsMax / 1000} s`;
}

async function endTooSoon(exit: Promise<FirmwareEnd>): Promise<never> {
  const { how, said } = await exit;
  const words = said === "" ? "and said nothing; is it firmware for a board over TCP?" : said;
  throw new FirmwareStartError(`the firmware ended before it connected (${how}): ${words}`);
}

function disconnection(socket: Socket): Promise<FirmwareEnd> {
  return new Promise((resolve) => {
    socket.once("close", () => resolve({ how: "disconnected", said: "" }));
  });
}
