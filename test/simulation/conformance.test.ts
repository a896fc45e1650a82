import assert from "node:assert/strict";
import { Board } from "../../hosts/simulator/board/board.js";
import { CameraPart } from "../../hosts/simulator/board/camera/camera-part.js";
import { BoardClock } from "../../hosts/simulator/board/clock.js";
import { FirmwareProcess } from "../../hosts/simulator/board/firmware-process.js";
import { BoardFlash } from "../../hosts/simulator/board/flash/board-flash.js";
import { NetworkPart } from "../../hosts/simulator/board/network/network-part.js";
import type { WakeRecord } from "../../hosts/simulator/board/wake-record.js";
import { buildHost, moduleTableOf } from "../../tools/build-host.js";
import { PARTITION_TABLE } from "../../tools/project-paths.js";
import { openConformanceServer } from "../helpers/conformance-server.js";
import { GrayPictures } from "../helpers/run-session.js";
import { openScratchFolder } from "../helpers/scratch-folder.js";

const SEED = 1;
const EPOCH_MS = Date.UTC(2026, 0, 1);

interface SuiteReport {
  readonly suite: string;
  readonly passed: number;
  readonly failures: readonly string[];
}

async function runSuites(): Promise<WakeRecord> {
  const folder = openScratchFolder();
  const server = await openConformanceServer();
  const clock = new BoardClock();
  const flash = new BoardFlash({ chipPath: folder.path("flash.bin"), tablePath: PARTITION_TABLE });
  const route = { address: "127.0.0.1", port: server.port };
  const routes = new Map([["conformance.test:80", route]]);
  const network = new NetworkPart({ scheduler: clock, routes });
  const camera = new CameraPart({ source: new GrayPictures(), scheduler: clock });
  const { program } = await buildHost(() => {});
  const board = new Board({
    firmware: new FirmwareProcess({
      program,
      moduleTable: moduleTableOf("test/conformance/manifest.json", "conformance.tsv"),
      flashPath: folder.path("flash.bin"),
    }),
    seed: SEED,
    clock,
    parts: [flash.flashPart, flash.keyValuePart, network, camera],
    epochMs: EPOCH_MS,
    bootMs: 0,
  });
  try {
    return await board.runWake();
  } finally {
    await board.close();
    flash.close();
    await server.close();
    folder.remove();
  }
}

describe("the host interface in the real engine", () => {
  let record: WakeRecord;
  let reports: readonly SuiteReport[];

  before(async () => {
    record = await runSuites();
    reports = record.reports as unknown as readonly SuiteReport[];
  });

  it("runs every suite to its end", () => {
    assert.equal(record.how, "slept", record.said);
    assert.equal(reports.length, 19);
  });

  it("passes every judgement of every suite", () => {
    const failures = reports.flatMap(({ suite, failures }) =>
      failures.map((failure) => `${suite}: ${failure}`),
    );
    assert.deepEqual(failures, []);
  });

  it("judges something in every suite", () => {
    for (const { suite, passed } of reports) assert.ok(passed >= 5, `${suite}: ${passed}`);
    const all = reports.reduce((sum, { passed }) => sum + passed, 0);
    console.log(`      ${all} judgements in ${reports.length} suites`);
  });
});
