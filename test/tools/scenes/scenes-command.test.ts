import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { PLACE_NAMES } from "../../../hosts/simulator/board/camera/scenes/places.js";
import { scenesCommand } from "../../../tools/cli/scenes-command.js";
import { captureOutput } from "../../helpers/captured-output.js";
import { openScratchFolder, type ScratchFolder } from "../../helpers/scratch-folder.js";

const DONE = 0;
const WRONG_USE = 2;
const COUNT = 6;

describe("npx nightjar scenes", function () {
  this.timeout(180_000);
  let scratch: ScratchFolder;
  beforeEach(() => {
    scratch = openScratchFolder();
  });
  afterEach(() => scratch.remove());

  /** Exit code, standard output and standard error. */
  const scenes = async (...args: string[]): Promise<[number, string, string]> => {
    const { value, stdout, stderr } = await captureOutput(() => scenesCommand(args));
    return [value, stdout, stderr];
  };

  const framesIn = (folder: string): Buffer[] =>
    readdirSync(scratch.path(folder))
      .sort()
      .map((name) => readFileSync(join(scratch.path(folder), name)));

  it("draws as many with people as without, from every place, and the same again", async () => {
    const sheet = scratch.path("sheet.png");
    const args = ["--count", `${COUNT}`, "--seed", "3", "--out"];
    const [code, told] = await scenes(...args, scratch.path("one"), "--sheet", sheet);
    assert.equal(code, DONE);
    assert.match(told, /with people +\d+\.\d % right of 6\n/);
    assert.match(told, /without people +\d+\.\d % right of 6\n/);
    const again = await scenes(...args, scratch.path("two"));
    assert.deepEqual(again[1], told);
    for (const kind of ["person", "noperson"]) {
      const names = readdirSync(scratch.path(`one/${kind}`));
      assert.equal(names.length, COUNT);
      for (const place of PLACE_NAMES) {
        assert.ok(
          names.some((name) => name.startsWith(place)),
          place,
        );
      }
      assert.deepEqual(framesIn(`one/${kind}`), framesIn(`two/${kind}`));
    }
    const { width = 0, height = 0 } = await sharp(sheet).metadata();
    assert.ok(width > 1_000 && height > 300, `${width} x ${height}`);
  });

  it("refuses what it cannot do before it draws", async () => {
    mkdirSync(scratch.path("there"));
    for (const [args, words] of [
      [["--count", "0"], /--count takes a whole number from 1 to 5000/],
      [["--sheet", scratch.path("sheet.gif")], /--sheet takes \.jpg or \.png/],
      [
        ["--sheet", scratch.path("nowhere/sheet.jpg")],
        /nowhere is no folder that can be written to/,
      ],
      [["--out", scratch.path("there")], /is there already/],
      [["--model", scratch.path("there")], /cannot be used as a model's folder/],
    ] as const) {
      const [code, , told] = await scenes(...args);
      assert.equal(code, WRONG_USE, told);
      assert.match(told, words);
    }
  });
});
