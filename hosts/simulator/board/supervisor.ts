import type { ChildProcess } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import {
  type FirmwareEnd,
  FirmwareStartError,
  LastWords,
  nameOfExit,
  type RunningWake,
} from "./firmware.js";
import { Link } from "./link.js";
import { spawnApart } from "./spawn-apart.js";

export interface SupervisorOptions {
  readonly program: string;
  readonly moduleTable: string;
  readonly flashPath: string;
  readonly heapBytesMax: number;
  readonly computronsMax: number;
  /** Where a worker listens, for a program that needs one. */
  readonly workerSocket?: string | undefined;
  readonly workerSecondsMax?: number | undefined;
}

/** The engine with its preloaded modules, and the firmware process that it forks for a wake. */
export class Supervisor {
  readonly #child: ChildProcess;
  readonly #link: Link;
  readonly #lines: string[] = [];
  readonly #lastWords = new LastWords();
  #onLine: (() => void) | undefined;
  #gone = false;
  #pid = 0;
  #version = "";

  static async start(options: SupervisorOptions): Promise<Supervisor> {
    const supervisor = new Supervisor(options);
    const line = await supervisor.#nextLine();
    supervisor.#version = line?.match(/^ready (\S+)$/)?.[1] ?? "";
    if (supervisor.#version) return supervisor;
    const code = supervisor.#child.exitCode ?? -1;
    throw new FirmwareStartError(
      `the firmware's engine did not start (${nameOfExit(code)}): ${supervisor.#lastWords.text}`,
    );
  }

  private constructor(options: SupervisorOptions) {
    const { program, moduleTable, flashPath, heapBytesMax, computronsMax } = options;
    const { workerSocket, workerSecondsMax } = options;
    this.#child = spawnApart(program, [moduleTable, `${heapBytesMax}`, `${computronsMax}`], {
      stdio: ["pipe", "pipe", "pipe", "pipe", "pipe"],
      env: {
        ...process.env,
        NIGHTJAR_FLASH: flashPath,
        NIGHTJAR_BOARD_PORT: undefined,
        NIGHTJAR_WORKER: workerSocket,
        NIGHTJAR_WORKER_SECONDS: workerSecondsMax?.toString(),
      },
    });
    this.#child.stdin?.on("error", () => {});
    this.#child.on("error", (error) => {
      this.#lastWords.add(error.message);
      this.#leave();
    });
    // A dead supervisor leaves its firmware without a parent but with the pipes: end that too.
    this.#child.on("exit", () => this.#pid && this.#kill(this.#pid));
    this.#child.on("close", () => this.#leave());
    this.#lastWords.hear(this.#child.stderr);
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
    this.#lastWords.forget();
    this.#link.restart();
    this.#child.stdin?.write("wake\n");
    const started = await this.#nextLine();
    const pid = Number(started?.match(/^started (\d+)$/)?.[1]);
    if (!pid) throw new FirmwareStartError(`the firmware did not start: ${this.#lastWords.text}`);
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

  async #awaitEnd(): Promise<FirmwareEnd> {
    const line = await this.#nextLine();
    this.#pid = 0;
    const exited = line?.match(/^exited (\d+)$/)?.[1];
    if (exited !== undefined) {
      await this.#drainSaid();
      return { how: nameOfExit(Number(exited)), said: this.#lastWords.text };
    }
    const signal = line?.match(/^killed (\d+)$/)?.[1];
    return {
      how: "killed",
      ...(signal ? { signal: Number(signal) } : {}),
      said: this.#lastWords.text,
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
