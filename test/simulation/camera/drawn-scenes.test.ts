import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { generateDay } from "../../../hosts/simulator/board/camera/day.js";
import { PLACE_NAMES } from "../../../hosts/simulator/board/camera/scenes/places.js";
import { showsPerson } from "../../../hosts/simulator/board/camera/scenes/studio.js";
import { buildWorker } from "../../../tools/build-host.js";
import type { LabelledPicture } from "../../../tools/model/labelled-pictures.js";
import { readModelFolder } from "../../../tools/model/model-folder.js";
import { MODEL_FOLDER } from "../../../tools/project-paths.js";
import { type Judgement, judgeScenes } from "../../../tools/scenes/judged-scenes.js";
import { openScratchFolder } from "../../helpers/scratch-folder.js";

const SEEDS = [1, 2, 3];
const STEPS_PER_DAY = 20;
const RIGHT_MIN = 0.9;
/** Not all: some are small, and rooms with people are what the network has seen least of. */
const FOUND_MIN = 0.7;

describe("drawn scenes", function () {
  this.timeout(180_000);
  const scratch = openScratchFolder();
  let judged: (LabelledPicture & Judgement)[];

  before(async () => {
    const pictures: LabelledPicture[] = [];
    for (const place of PLACE_NAMES) {
      for (const seed of SEEDS) {
        for await (const step of generateDay(seed, { place, steps: STEPS_PER_DAY })) {
          const path = scratch.path(`${place}, seed ${seed}, step ${step.index}.jpg`);
          writeFileSync(path, await step.jpeg());
          pictures.push({ path, person: showsPerson(step) });
        }
      }
    }
    const worker = await buildWorker(() => {});
    judged = await judgeScenes(worker, readModelFolder(MODEL_FOLDER), pictures, () => {});
  });

  after(() => scratch.remove());

  function shareRight(chosen: typeof judged, what: string): number {
    const share = chosen.filter(({ right }) => right).length / chosen.length;
    console.log(`    drawn scenes: ${what} ${(share * 100).toFixed(1)} % of ${chosen.length}`);
    return share;
  }

  const wrong = (): string =>
    judged
      .filter(({ right }) => !right)
      .map(({ path }) => path)
      .join("\n");

  it("are judged rightly by the network on the chip, mostly", () => {
    assert.equal(judged.length, PLACE_NAMES.length * SEEDS.length * STEPS_PER_DAY);
    assert.ok(shareRight(judged, "right") >= RIGHT_MIN, wrong());
  });

  it("have people that look like people to it", () => {
    const people = judged.filter(({ person }) => person);
    assert.ok(people.length >= 40, `${people.length}`);
    assert.ok(shareRight(people, "people found") >= FOUND_MIN, wrong());
  });
});
