import { type ChildProcess, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import { Link } from "./link.js";

/** Exit codes of the firmware's process, as in hosts/simulator/xs/simulator.h and docs/SPEC.md. */
export const EXIT_CODES: Readonly<Record<number, string>> = {
  0: "slept",
  10: "uncaught-exception",
  11: "unhandled-rejection",
  12: "out-of-memory",
  13: "stack-overflow",
  14: "computron-limit",
  15: "out-of-keys",
  16: "link-broken",
  17: "module-error",
  18: "usage",
};

/** How a firmware process ended. */
export interface ProcessEnd {
  /** A name out of EXIT_CODES, or `killed` where a signal ended it. */
  readonly how: string;
  readonly signal?: number;
  /** What it wrote to its standard error, bounded. */
  readonly said: string;
}

export interface FirmwareProcessOptions {
  readonly program: string;
  readonly moduleTable: string;
  readonly flashPath: string;
  readonly heapBytesMax: number;
  readonly computronsMax: number;
}

const SAID_BYTES_MAX = 4096;

export class FirmwareStartError extends Error {}

export interface RunningWake {
  readonly pid: number;
  readonly link: Link;
  readonly end: Promise<ProcessEnd>;
  /** Ends the process at once, as a watchdog or a loss of power would. */
  kill(): void;
}

/** The engine with its preloaded modules, and the firmware process that it forks for a wake. */
export class Supervisor {
  readonly #child: ChildProcess;
  readonly #link: Link;
  readonly #lines: string[] = [];
  #onLine: (() => void) | undefined;
  #gone = false;
  #pid = 0;
  #version = "";
  #said = "";

  static async start(options: FirmwareProcessOptions): Promise<Supervisor> {
    const supervisor = new Supervisor(options);
    const line = await supervisor.#nextLine();
    supervisor.#version = line?.match(/^ready (\S+)$/)?.[1] ?? "";
    if (supervisor.#version) return supervisor;
    const code = supervisor.#child.exitCode ?? -1;
    throw new FirmwareStartError(
      `the firmware's engine did not start (${EXIT_CODES[code] ?? code}): ${supervisor.#said.trim()}`,
    );
  }

  private constructor(options: FirmwareProcessOptions) {
    const { program, moduleTable, flashPath, heapBytesMax, computronsMax } = options;
    this.#child = spawn(program, [moduleTable, `${heapBytesMax}`, `${computronsMax}`], {
      stdio: ["pipe", "pipe", "pipe", "pipe", "pipe"],
      env: { ...process.env, NIGHTJAR_FLASH: flashPath },
    });
    this.#child.stdin?.on("error", () => {});
    this.#child.on("error", (error) => {
      this.#said += error.message;
      this.#leave();
    });
    // A dead supervisor leaves its firmware without a parent but with the pipes: end that too.
    this.#child.on("exit", () => this.#pid && this.#kill(this.#pid));
    this.#child.on("close", () => this.#leave());
    this.#child.stderr?.on("data", (chunk: Buffer) => {
      this.#said = (this.#said + chunk.toString("utf8")).slice(-SAID_BYTES_MAX);
    });
    let unfinished = "";
    this.#child.stdout?.on("data", (chunk: Buffer) => {
      const lines = (unfinished + chunk.toString("utf8")).split("\n");
      unfinished = lines.pop() ?? "";
      this.#lines.push(...lines);
      this.#onLine?.();
    });
    this.#link = new Link(this.#child.stdio[4] as Readable, this.#child.stdio[3] as Writable);
  }

  get gone(): boolean {
    return this.#gone;
  }

  get version(): string {
    return this.#version;
  }

  async wake(): Promise<RunningWake> {
    this.#said = "";
    this.#link.restart();
    this.#child.stdin?.write("wake\n");
    const started = await this.#nextLine();
    const pid = Number(started?.match(/^started (\d+)$/)?.[1]);
    if (!pid) throw new FirmwareStartError(`the firmware did not start: ${this.#said.trim()}`);
    this.#pid = pid;
    return { pid, link: this.#link, end: this.#awaitEnd(), kill: () => this.#kill(pid) };
  }

  #kill(pid: number): void {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It ended by itself meanwhile.
    }
  }

  async #awaitEnd(): Promise<ProcessEnd> {
    const line = await this.#nextLine();
    this.#pid = 0;
    const exited = line?.match(/^exited (\d+)$/)?.[1];
    if (exited !== undefined) {
      await this.#drainSaid();
      return { how: EXIT_CODES[Number(exited)] ?? `exit-${exited}`, said: this.#said.trim() };
    }
    const signal = line?.match(/^killed (\d+)$/)?.[1];
    return {
      how: "killed",
      ...(signal ? { signal: Number(signal) } : {}),
      said: this.#said.trim(),
    };
  }

  /** The last words travel by another pipe than the exit code: let them arrive. */
  async #drainSaid(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
  }

  async #nextLine(): Promise<string | undefined> {
    while (this.#lines.length === 0 && !this.#gone) {
      await new Promise<void>((resolve) => {
        this.#onLine = resolve;
      });
      this.#onLine = undefined;
    }
    return this.#lines.shift();
  }

  #leave(): void {
    this.#gone = true;
    this.#onLine?.();
  }

  async close(): Promise<void> {
    if (this.#gone) return;
    const closed = new Promise((resolve) => this.#child.once("close", resolve));
    this.#child.stdin?.end();
    this.#child.kill("SIGKILL");
    await closed;
  }
}
