import assert from "node:assert/strict";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { FirmwareStartError } from "../../../hosts/simulator/board/firmware.js";
import { type BuiltHost, buildHost, firmwareOf } from "../../../tools/build-host.js";
import { MICRO } from "../../../tools/host-variants.js";
import type { Session } from "../../../tools/run/session.js";
import { TwoPlaces } from "../../../tools/run/two-places.js";
import type { WakeRow } from "../../../tools/run/wake-row.js";
import { openSession, runWakes } from "../../helpers/run-session.js";
import { openScratchFolder, type ScratchFolder } from "../../helpers/scratch-folder.js";

const FAKE_WORKER = join(import.meta.dirname, "../../helpers/fake-worker.js");
const BUILD_MS_MAX = 180_000;
const SECONDS_MAX = 1;
const IDLE_MS = 300;

describe("a worker that fails", () => {
  let host: BuiltHost;
  let scratch: ScratchFolder;

  before(async function () {
    this.timeout(BUILD_MS_MAX);
    try {
      host = await buildHost(() => {}, MICRO);
    } catch (error) {
      if (!(error instanceof FirmwareStartError)) throw error;
      console.log(`      skipped: ${error.message}`);
      this.skip();
    }
  });

  beforeEach(() => {
    scratch = openScratchFolder();
  });

  afterEach(() => scratch.remove());

  function openWith(args: readonly string[]): Promise<Session> {
    const worker = { program: process.execPath, args, secondsMax: SECONDS_MAX };
    return openSession({ firmware: firmwareOf({ ...host, worker }), source: new TwoPlaces() });
  }

  async function wakesWith(args: readonly string[], count: number): Promise<WakeRow[]> {
    const session = await openWith(args);
    try {
      return await runWakes(session, count);
    } finally {
      await session.close();
    }
  }

  for (const how of ["die", "hang", "stretch"]) {
    it(`ends the wake where it should ${how}, and the next has another`, async () => {
      const [first, second] = await wakesWith([FAKE_WORKER, how, scratch.path("done")], 2);
      assert.equal(first?.how, "link-broken");
      assert.match(first.said, /^worker: (it gives no answer|an answer of the wrong length)$/);
      assert.equal(second?.how, "slept");
      assert.equal(second.report?.inferences, 1);
      // The wake that was broken off could not save its record; nothing else is amiss.
      assert.deepEqual(
        second.report?.failures.map(({ stage }) => stage),
        ["restore"],
      );
    });
  }

  it("costs nothing where it ends while the board sleeps", async () => {
    const session = await openWith([FAKE_WORKER, "idle", scratch.path("done")]);
    try {
      for (let wake = 0; wake < 3; wake++) {
        assert.equal((await session.runWake()).how, "slept");
        // The board sleeps in virtual time; its worker ends in real time.
        await delay(IDLE_MS);
      }
    } finally {
      await session.close();
    }
  });

  it("ends the run where it never starts, with its last words", async () => {
    const words = ["-e", "console.error('no engine in here'); process.exit(3)"];
    await assert.rejects(wakesWith(words, 1), (error: Error) => {
      const says = /the worker did not start: it ended with 3\. no engine in here/;
      return error instanceof FirmwareStartError && says.test(error.message);
    });
  });
});
