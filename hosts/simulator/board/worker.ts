import type { ChildProcess } from "node:child_process";
import { join } from "node:path";
import { FirmwareStartError, LastWords } from "./firmware.js";
import { ScratchFolder } from "./scratch-folder.js";
import { spawnApart } from "./spawn-apart.js";

/** A program that does for the firmware's process what that cannot; docs/SPEC.md, "The worker". */
export interface WorkerCommand {
  readonly program: string;
  /** The path of its socket is put behind them. */
  readonly args: readonly string[];
  /** For an answer; the bound of docs/SPEC.md where nothing is said. */
  readonly secondsMax?: number;
}

/** A worker that listens, until it is closed. */
export class Worker {
  /** What the firmware's process finds in NIGHTJAR_WORKER. */
  readonly socketPath: string;
  readonly #child: ChildProcess;
  readonly #folder: ScratchFolder;
  readonly #lastWords = new LastWords();
  #gone = false;

  /** Resolves once it listens; FirmwareStartError with its last words where it never does. */
  static async start(command: WorkerCommand): Promise<Worker> {
    const worker = new Worker(command);
    try {
      await worker.#ready();
      return worker;
    } catch (error) {
      worker.close();
      throw error;
    }
  }

  private constructor({ program, args }: WorkerCommand) {
    // Short: a socket's path has about a hundred characters.
    this.#folder = new ScratchFolder("w");
    this.socketPath = join(this.#folder.path, "s");
    const stdio = ["pipe", "pipe", "pipe"] as const;
    this.#child = spawnApart(program, [...args, this.socketPath], { stdio: [...stdio] });
    this.#child.stdin?.on("error", () => {});
    this.#child.once("exit", () => {
      this.#gone = true;
    });
    this.#lastWords.hear(this.#child.stderr);
  }

  /** Whether it has ended by itself. */
  get gone(): boolean {
    return this.#gone;
  }

  #ready(): Promise<void> {
    return new Promise((resolve, reject) => {
      let said = "";
      const fail = (why: string): void => {
        const words = `${why} ${this.#lastWords.text}`.trim();
        reject(new FirmwareStartError(`the worker did not start: ${words}`));
      };
      this.#child.once("error", (error) => fail(error.message));
      this.#child.once("close", (code) => fail(`it ended with ${code}.`));
      this.#child.stdout?.on("data", (chunk: Buffer) => {
        said += chunk.toString("utf8");
        if (said.startsWith("ready\n")) resolve();
      });
    });
  }

  close(): void {
    this.#child.stdin?.end();
    // By force: one that hangs hears nothing else.
    this.#child.kill("SIGKILL");
    this.#folder.remove();
  }
}
