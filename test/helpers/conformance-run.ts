import { Board } from "../../hosts/simulator/board/board.js";
import { CameraPart } from "../../hosts/simulator/board/camera/camera-part.js";
import { BoardClock } from "../../hosts/simulator/board/clock.js";
import type { Firmware } from "../../hosts/simulator/board/firmware.js";
import { BoardFlash } from "../../hosts/simulator/board/flash/board-flash.js";
import { NetworkPart } from "../../hosts/simulator/board/network/network-part.js";
import type { WakeRecord } from "../../hosts/simulator/board/wake-record.js";
import { PARTITION_TABLE } from "../../tools/project-paths.js";
import { openConformanceServer } from "./conformance-server.js";
import { GrayPictures } from "./run-session.js";
import { openScratchFolder } from "./scratch-folder.js";

const SEED = 1;
const EPOCH_MS = Date.UTC(2026, 0, 1);

/** One wake of the firmware of test/conformance, with what its suites need. */
export async function runSuites(firmware: (flashPath: string) => Firmware): Promise<WakeRecord> {
  const folder = openScratchFolder();
  const server = await openConformanceServer();
  const clock = new BoardClock();
  const flashPath = folder.path("flash.bin");
  const flash = new BoardFlash({ chipPath: flashPath, tablePath: PARTITION_TABLE });
  const route = { address: "127.0.0.1", port: server.port };
  const routes = new Map([["conformance.test:80", route]]);
  const network = new NetworkPart({ scheduler: clock, routes });
  const camera = new CameraPart({ source: new GrayPictures(), scheduler: clock });
  const board = new Board({
    firmware: firmware(flashPath),
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

/** What a suite reports when it is done. */
export interface SuiteReport {
  readonly suite: string;
  readonly passed: number;
  readonly failures: readonly string[];
}

export function failuresOf({ reports }: WakeRecord): string[] {
  return suitesOf(reports).flatMap(({ suite, failures }) =>
    failures.map((failure) => `${suite}: ${failure}`),
  );
}

export function suitesOf(reports: WakeRecord["reports"]): readonly SuiteReport[] {
  return reports as unknown as readonly SuiteReport[];
}
