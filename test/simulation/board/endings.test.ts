import assert from "node:assert/strict";
import { FirmwareProcess } from "../../../hosts/simulator/board/firmware-process.js";
import { buildHost, moduleTableOf } from "../../../tools/build-host.js";
import { runEndings } from "../../helpers/endings-run.js";

async function run(endings: readonly string[]) {
  const { program } = await buildHost(() => {});
  const moduleTable = moduleTableOf("test/firmware/manifest.json", "endings.tsv");
  const bounds = { heapBytesMax: 1024 * 1024, computronsMax: 5_000_000 };
  return runEndings(
    endings,
    new FirmwareProcess({ program, moduleTable, flashPath: "", ...bounds }),
  );
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
