import assert from "node:assert/strict";
import { Board } from "../../hosts/simulator/board/board.js";
import { BoardClock } from "../../hosts/simulator/board/clock.js";
import { FirmwareProcess } from "../../hosts/simulator/board/firmware-process.js";
import type { Part } from "../../hosts/simulator/board/part.js";
import type { WakeRecord } from "../../hosts/simulator/board/wake-record.js";
import { buildHost, moduleTableOf } from "../../tools/build-host.js";
import { openConformanceServer } from "../helpers/conformance-server.js";
import { TCPPart } from "../helpers/tcp-part.js";

interface CaseReport {
  readonly name: string;
  readonly passed: boolean;
  readonly error?: string;
}

/** Debian's Mbed TLS 2.28 has no TLS 1.3; what needs it must fail, and nothing else may. */
const NEEDS_TLS_1_3 = /tls-1\.3|talks TLS 1\.3/;

async function runSuites(): Promise<WakeRecord> {
  const server = await openConformanceServer();
  const clock = new BoardClock({ pace: "real" });
  const port: Part = {
    operations: { "test.port": () => ({ body: { port: server.port } }) },
    reset() {},
    close() {},
  };
  const { program } = await buildHost(() => {});
  const board = new Board({
    firmware: new FirmwareProcess({
      program,
      moduleTable: moduleTableOf("test/tls/manifest.json", "tls.tsv"),
      flashPath: "",
    }),
    seed: 1,
    clock,
    parts: [port, new TCPPart(clock)],
    epochMs: 0,
    bootMs: 0,
  });
  try {
    return await board.runWake();
  } finally {
    await board.close();
    await server.close();
  }
}

describe("native/tls in the real engine, against real servers", () => {
  let record: WakeRecord;
  let reports: readonly CaseReport[];

  before(async () => {
    record = await runSuites();
    reports = record.reports as unknown as readonly CaseReport[];
  });

  it("runs every case to its end", () => {
    assert.equal(record.how, "slept", record.said);
    assert.ok(reports.length >= 30, String(reports.length));
  });

  it("talks to whom it must, and refuses whom it must, by name", () => {
    const failures = reports.filter(({ passed, name }) => !passed && !NEEDS_TLS_1_3.test(name));
    assert.deepEqual(failures, []);
  });

  it("says tls-failed to a server that speaks nothing but TLS 1.3", () => {
    const failed = reports.filter(({ name }) => NEEDS_TLS_1_3.test(name));
    assert.ok(failed.length >= 5);
    for (const { name, error } of failed) assert.match(error ?? "", /TLS/, name);
  });
});
