import assert from "node:assert/strict";
import type { WakeRecord } from "../../hosts/simulator/board/wake-record.js";
import { buildHost, firmwareOf, moduleTableOf } from "../../tools/build-host.js";
import { failuresOf, runSuites, type SuiteReport, suitesOf } from "../helpers/conformance-run.js";

describe("the host interface in the real engine", () => {
  let record: WakeRecord;
  let reports: readonly SuiteReport[];

  before(async () => {
    const { program } = await buildHost(() => {});
    const moduleTable = moduleTableOf("test/conformance/manifest.json", "conformance.tsv");
    record = await runSuites(firmwareOf({ program, moduleTable }));
    reports = suitesOf(record.reports);
  });

  it("runs every suite to its end", () => {
    assert.equal(record.how, "slept", record.said);
    assert.equal(reports.length, 22);
  });

  it("passes every judgement of every suite", () => {
    assert.deepEqual(failuresOf(record), []);
  });

  it("judges something in every suite", () => {
    for (const { suite, passed } of reports) assert.ok(passed >= 5, `${suite}: ${passed}`);
    const all = reports.reduce((sum, { passed }) => sum + passed, 0);
    console.log(`      ${all} judgements in ${reports.length} suites`);
  });
});
