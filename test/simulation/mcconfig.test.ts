import assert from "node:assert/strict";
import type { WakeRow } from "../../tools/run/wake-row.js";
import { failuresOf, runSuites } from "../helpers/conformance-run.js";
import { runEndings } from "../helpers/endings-run.js";
import { mcconfigFirmware, whatMcconfigLacks } from "../helpers/mcconfig.js";
import { runOnce } from "../helpers/run-session.js";

const WAKES = 5;
const BUILD_MS_MAX = 20 * 60_000;

const lack = whatMcconfigLacks();

/** What of a wake does not depend on the engine. */
function behaviourOf({ startMs, durationMs, how, picture, bytesSent, report }: WakeRow) {
  return { startMs, durationMs, how, picture, bytesSent, report };
}

describe(`the firmware as mcconfig builds it for this desktop${lack ? `: skipped, ${lack}` : ""}`, function () {
  this.timeout(BUILD_MS_MAX);

  before(function () {
    if (lack) this.skip();
  });

  it("does over many wakes what it does in the npm engine", async () => {
    const npm = await runOnce({}, WAKES);
    const sdk = await runOnce({ firmware: await mcconfigFirmware("manifest.json") }, WAKES);
    assert.deepEqual(sdk.rows.map(behaviourOf), npm.rows.map(behaviourOf));
  });

  it("passes every judgement of every suite", async () => {
    const record = await runSuites(await mcconfigFirmware("test/conformance/manifest.json"));
    assert.equal(record.how, "slept", record.said);
    assert.deepEqual(failuresOf(record), []);
    assert.ok(record.reports.length >= 15, `${record.reports.length} suites`);
  });

  it("ends by name, and passes no state from one wake to the next", async () => {
    const endings = [
      ["throw at once", "uncaught-exception"],
      ["throw in a job", "unhandled-rejection"],
      ["reject with a late handler", "unhandled-rejection"],
      ["fill the heap", "out-of-memory"],
      ["recurse for ever", "stack-overflow"],
      ["wait for nothing", "hung"],
      ["sleep", "slept"],
    ] as const;
    const firmware = (await mcconfigFirmware("test/firmware/manifest.json"))("");
    const records = await runEndings(
      endings.map(([ending]) => ending),
      firmware,
    );
    assert.deepEqual(
      records.map(({ how }) => how),
      endings.map(([, how]) => how),
    );
    const marks = records.map(({ reports }) => reports[0]);
    assert.deepEqual(marks, Array(endings.length).fill({ global: 0, prototype: 0 }));
  });
});
