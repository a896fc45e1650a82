import { Board } from "../../hosts/simulator/board/board.js";
import { BoardClock } from "../../hosts/simulator/board/clock.js";
import { FirmwareProcess } from "../../hosts/simulator/board/firmware-process.js";
import { BoardFlash } from "../../hosts/simulator/board/flash/board-flash.js";
import type { CallRequest, Part } from "../../hosts/simulator/board/part.js";
import type { WakeRecord } from "../../hosts/simulator/board/wake-record.js";
import { buildHost, moduleTableOf } from "../../tools/build-host.js";
import { MODEL_FOLDER, PARTITION_TABLE } from "../../tools/project-paths.js";
import { provision } from "../../tools/run/provision.js";
import { openScratchFolder } from "./scratch-folder.js";

export interface Picture {
  readonly name: string;
  readonly jpeg: Uint8Array;
}

/** A case of golden/inference.json: how its input is made, and the network's answer. */
export interface Inference {
  readonly output: readonly number[];
  readonly [parameter: string]: unknown;
}

/** Gives the firmware its cases. */
class GoldenPart implements Part {
  readonly operations = {
    "goldens.picture": ({ at }: CallRequest) => {
      const picture = this.#pictures[at as number];
      return picture ? { body: { name: picture.name }, payload: picture.jpeg } : {};
    },
    "goldens.recipes": () => ({
      body: { recipes: this.#inferences.map(({ output, ...recipe }) => recipe) },
    }),
  };
  readonly #pictures: readonly Picture[];
  readonly #inferences: readonly Inference[];

  constructor(pictures: readonly Picture[], inferences: readonly Inference[]) {
    this.#pictures = pictures;
    this.#inferences = inferences;
  }

  reset(): void {}

  close(): void {}
}

/** One wake of the firmware of test/goldens, on a board with the project's own network. */
export async function runGoldens(
  pictures: readonly Picture[],
  inferences: readonly Inference[],
): Promise<WakeRecord> {
  const { program } = await buildHost(() => {});
  const folder = openScratchFolder();
  const chipPath = folder.path("flash.bin");
  const flash = new BoardFlash({ chipPath, tablePath: PARTITION_TABLE });
  provision(flash, { settings: {}, modelFolder: MODEL_FOLDER });
  const board = new Board({
    firmware: new FirmwareProcess({
      program,
      moduleTable: moduleTableOf("test/goldens/manifest.json", "goldens.tsv"),
      flashPath: chipPath,
    }),
    seed: 1,
    clock: new BoardClock(),
    parts: [flash.flashPart, flash.keyValuePart, new GoldenPart(pictures, inferences)],
    epochMs: 0,
    bootMs: 0,
  });
  try {
    return await board.runWake();
  } finally {
    await board.close();
    flash.close();
    folder.remove();
  }
}
