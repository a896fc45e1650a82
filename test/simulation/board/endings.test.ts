import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { Board } from "../../../hosts/simulator/board/board.js";
import { BoardClock } from "../../../hosts/simulator/board/clock.js";
import { FirmwareProcess } from "../../../hosts/simulator/board/firmware-process.js";
import type { Part } from "../../../hosts/simulator/board/part.js";
import type { WakeRecord } from "../../../hosts/simulator/board/wake-record.js";
import { buildHost, moduleTableOf } from "../../../tools/build-host.js";

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

async function run(endings: readonly string[]): Promise<WakeRecord[]> {
  const { program } = await buildHost(() => {});
  const clock = new BoardClock();
  const part = new Endings(endings, clock);
  const board = new Board({
    firmware: new FirmwareProcess({
      program,
      moduleTable: moduleTableOf("test/firmware/manifest.json", "endings.tsv"),
      flashPath: "",
      heapBytesMax: 1024 * 1024,
      computronsMax: 5_000_000,
    }),
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

const FAULTS: readonly (readonly [ending: string, how: string, said: RegExp])[] = [
  ["throw at once", "uncaught-exception", /TypeError: thrown at once/],
  ["throw what has no words", "uncaught-exception", /^uncaught exception$/],
  ["throw in a timer", "uncaught-exception", /RangeError: thrown in a timer/],
  ["throw in a job", "unhandled-rejection", /RangeError: thrown in a job/],
  ["reject without a handler", "unhandled-rejection", /nobody cares/],
  ["reject with a late handler", "unhandled-rejection", /too late/],
  ["fill the heap", "out-of-memory", /heap is full/],
  ["recurse for ever", "stack-overflow", /stack overflow/],
  ["compute for ever", "computron-limit", /computron limit/],
  ["ask for nonsense", "uncaught-exception", /no part answers no\.such/],
  ["sleep for ever", "uncaught-exception", /every sleep needs a duration/],
  ["import nothing", "unhandled-rejection", /no\/such\/module/],
  ["wait for nothing", "hung", /^$/],
  ["wait too long", "watchdog", /^$/],
];

describe("how a wake ends", () => {
  for (const [ending, how, said] of FAULTS) {
    it(`tells firmware that would ${ending} by name, and starts the next wake`, async () => {
      const [faulty, next] = await run([ending, "sleep"]);
      assert.equal(faulty?.how, how, faulty?.said);
      assert.match(faulty?.said ?? "", said);
      assert.equal(next?.how, "slept", next?.said);
      assert.equal(next?.cause, "reset");
    });
  }

  it("takes a killed firmware for a loss of power", async () => {
    const [killed, next] = await run(["be killed", "sleep"]);
    assert.equal(killed?.how, "killed");
    assert.equal(next?.how, "slept");
    assert.equal(next?.cause, "power-on");
  });

  it("takes the end of its parent for the same, and goes on with a new one", async () => {
    const [first, killed, next] = await run(["sleep", "be killed with its parent", "sleep"]);
    assert.equal(first?.how, "slept");
    assert.equal(killed?.how, "killed");
    assert.equal(next?.how, "slept", next?.said);
    assert.equal(next?.cause, "power-on");
  });

  it("passes no state from one wake to the next", async () => {
    const records = await run(["sleep", "sleep", "throw at once", "sleep"]);
    const marks = records.map(({ reports }) => reports[0]);
    assert.deepEqual(marks, Array(4).fill({ global: 0, prototype: 0 }));
  });

  it("wakes by the timer after the sleep that was asked for", async () => {
    const [first, second] = await run(["sleep", "sleep"]);
    assert.equal(second?.cause, "timer");
    assert.equal((second?.startMs ?? 0) - (first?.startMs ?? 0), 5000);
  });
});
