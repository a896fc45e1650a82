import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { Board } from "../../hosts/simulator/board/board.js";
import { BoardClock } from "../../hosts/simulator/board/clock.js";
import type { Firmware } from "../../hosts/simulator/board/firmware.js";
import type { Part } from "../../hosts/simulator/board/part.js";
import type { WakeRecord } from "../../hosts/simulator/board/wake-record.js";

/** Tells test/firmware how to end, wake by wake; "be killed" is done to it here. */
class Endings implements Part {
  readonly operations = { "test.ending": () => ({ body: { ending: this.#next() } }) };
  readonly #endings: string[];
  readonly #clock: BoardClock;
  pid = 0;

  constructor(endings: readonly string[], clock: BoardClock) {
    this.#endings = [...endings];
    this.#clock = clock;
  }

  #next(): string | undefined {
    const ending = this.#endings.shift();
    if (ending === "be killed") process.kill(this.pid, "SIGKILL");
    else if (ending === "be killed with its parent") killParent(this.pid);
    else return ending;
    // Else the watchdog would come before the news of its death.
    this.#clock.hold("until it is dead");
    return "wait too long";
  }

  reset(): void {}

  close(): void {}
}

/** The supervisor, whose death must take the firmware with it. */
function killParent(pid: number): void {
  const stat = `/proc/${pid}/stat`;
  const parent = existsSync(stat)
    ? readFileSync(stat, "utf8")
        .replace(/^.*\) \S /, "")
        .split(" ")[0]
    : execFileSync("ps", ["-o", "ppid=", "-p", `${pid}`], { encoding: "utf8" });
  process.kill(Number(parent), "SIGKILL");
}

/** A wake of the firmware of test/firmware for each ending. */
export async function runEndings(
  endings: readonly string[],
  firmware: Firmware,
): Promise<WakeRecord[]> {
  const clock = new BoardClock();
  const part = new Endings(endings, clock);
  const board = new Board({
    firmware,
    seed: 1,
    clock,
    parts: [part],
    epochMs: 0,
    bootMs: 0,
    onStart: (pid) => {
      part.pid = pid;
    },
  });
  try {
    const records: WakeRecord[] = [];
    for (const _ of endings) records.push(await board.runWake());
    return records;
  } finally {
    await board.close();
  }
}
