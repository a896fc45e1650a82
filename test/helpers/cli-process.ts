import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { spawnApart } from "../../hosts/simulator/board/spawn-apart.js";
import { ROOT } from "../../tools/project-paths.js";

const TRIES = 1_000;
const TRY_MS = 10;

/** `npx nightjar` as a process with a temporary folder and a process group of its own. */
export class CliProcess {
  readonly child: ChildProcess;
  readonly #temporary: string;
  readonly #ended: Promise<unknown[]>;
  stdout = "";
  stderr = "";

  constructor(args: readonly string[], temporary: string) {
    this.#temporary = temporary;
    this.child = spawnApart(process.execPath, [join(ROOT, "tools/nightjar.mjs"), ...args], {
      env: { ...process.env, TMPDIR: temporary, NIGHTJAR_CLOUD_KEY: "key" },
    });
    this.#ended = once(this.child, "close");
    for (const name of ["stdout", "stderr"] as const) {
      this.child[name]?.on("data", (chunk: Buffer) => {
        this[name] += chunk.toString("utf8");
      });
    }
  }

  get temporaryFiles(): string[] {
    return readdirSync(this.#temporary);
  }

  /** Of the processes that it has started itself. */
  childPids(): number[] {
    const { pid } = this.child;
    const path = `/proc/${pid}/task/${pid}/children`;
    return existsSync(path) ? readFileSync(path, "utf8").trim().split(" ").map(Number) : [];
  }

  /** As Ctrl-C in a terminal does: every process of the group is told. */
  interrupt(): void {
    process.kill(-(this.child.pid as number), "SIGINT");
  }

  async until(is: () => boolean): Promise<void> {
    for (let left = TRIES; left > 0 && !is(); left--) await delay(TRY_MS);
    if (is()) return;
    this.child.kill("SIGKILL");
    throw new Error(`it never came to that: ${this.stdout}${this.stderr}`);
  }

  /** Its exit code, or the signal that ended it. */
  async end(): Promise<number | string> {
    await this.until(() => this.child.exitCode !== null || this.child.signalCode !== null);
    await this.#ended;
    return this.child.exitCode ?? (this.child.signalCode as string);
  }
}

/** Whether a process ends soon; one that nobody has waited for yet counts as ended. */
export async function isSoonGone(pid: number): Promise<boolean> {
  const runs = () => existsSync(`/proc/${pid}/exe`);
  for (let left = TRIES; left > 0 && runs(); left--) await delay(TRY_MS);
  return !runs();
}

/** The process group of a process that runs. */
export function groupOf(pid: number): number {
  const afterName = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1) ?? "";
  return Number(afterName.split(" ")[2]);
}
