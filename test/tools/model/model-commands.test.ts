import assert from "node:assert/strict";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { exitCode } from "../../../tools/cli/exit-code.js";
import { evaluateCommand } from "../../../tools/cli/model-evaluate.js";
import { importCommand } from "../../../tools/cli/model-import.js";
import { PICTURES_MIN } from "../../../tools/model/import-model.js";
import { writeModelFolder } from "../../../tools/model/model-folder.js";
import { MODEL_FOLDER } from "../../../tools/project-paths.js";
import { captureOutput } from "../../helpers/captured-output.js";
import { openScratchFolder, type ScratchFolder } from "../../helpers/scratch-folder.js";

const NO_NETWORK = "no network.tflite";
const WRONG_USE = 2;
const FAILED = 1;

/** Exit code and what it wrote to standard error. */
async function endOf(command: () => Promise<void>): Promise<[number, string]> {
  const { value, stderr } = await captureOutput(() =>
    exitCode(async () => {
      await command();
      return 0;
    }),
  );
  return [value, stderr];
}

describe("npx nightjar model import", function () {
  this.timeout(180_000);
  let scratch: ScratchFolder;
  beforeEach(() => {
    scratch = openScratchFolder();
    writeFileSync(scratch.path(NO_NETWORK), "no network");
    label("person", PICTURES_MIN);
    label("noperson", PICTURES_MIN);
  });
  afterEach(() => scratch.remove());

  /** Empty pictures do: a network is refused before any is looked at. */
  const label = (name: string, count: number): void => {
    mkdirSync(scratch.path(join("few", name)), { recursive: true });
    mkdirSync(scratch.path(join("labels", name)), { recursive: true });
    for (let n = 0; n < count; n++) writeFileSync(scratch.path(`labels/${name}/${n}.jpg`), "");
    for (let n = 1; n < count; n++) writeFileSync(scratch.path(`few/${name}/${n}.jpg`), "");
  };

  const imported = (labels: string, ...flags: string[]): Promise<[number, string]> => {
    const args = [scratch.path(NO_NETWORK), "--labels", scratch.path(labels)];
    return endOf(() => importCommand([...args, "--out", scratch.path("out"), ...flags]));
  };

  it("leaves nothing behind where it refuses a network", async () => {
    const before = readdirSync(scratch.path("."));
    const [code, told] = await imported("labels");
    assert.equal(code, FAILED);
    assert.match(told, /model-not-flatbuffer/);
    assert.deepEqual(readdirSync(scratch.path(".")), before);
  });

  it("says how many pictures it needs", async () => {
    const [code, told] = await imported("few");
    assert.equal(code, WRONG_USE);
    const few = PICTURES_MIN - 1;
    assert.ok(
      told.includes(`${few} with a person and ${few} without; ${PICTURES_MIN} of each`),
      told,
    );
  });

  it("writes nothing where the pictures are files, and none can be judged", async () => {
    const [file = ""] = readdirSync(MODEL_FOLDER).filter((name) => name.endsWith(".tflite"));
    copyFileSync(join(MODEL_FOLDER, file), scratch.path(NO_NETWORK));
    const [code, told] = await imported("labels");
    assert.equal(code, FAILED);
    assert.match(told, /model-pictures-too-few: .* 0 with a person and 0 without/);
    assert.match(told, new RegExp(`left out, .*: ${2 * PICTURES_MIN}\n`));
    assert.ok(!existsSync(scratch.path("out")));
  });

  it("replaces a model's folder when told to, and only by a network that passes", async () => {
    writeModelFolder(scratch.path("out"), { "model.json": "old" });
    const [code, told] = await imported("labels");
    assert.equal(code, WRONG_USE);
    assert.match(told, /is there already: --force replaces its network/);
    const [forced, why] = await imported("labels", "--force");
    assert.equal(forced, FAILED);
    assert.match(why, /model-not-flatbuffer/);
    assert.equal(readFileSync(scratch.path("out/model.json"), "utf8"), "old");
  });

  it("never takes the place of a folder that is no model's", async () => {
    writeModelFolder(scratch.path("out"), { "holiday.jpg": "dear" });
    const [code, told] = await imported("labels", "--force");
    assert.equal(code, WRONG_USE);
    assert.match(told, /is there already: --out names another/);
    assert.equal(readFileSync(scratch.path("out/holiday.jpg"), "utf8"), "dear");
  });

  it("replaces what it writes itself, and keeps all else of a folder", () => {
    const old = {
      "model.json": "old",
      "a.tflite": "old",
      "old.tflite": "old",
      "README.md": "dear",
    };
    writeModelFolder(scratch.path("out"), old);
    mkdirSync(scratch.path("out/golden"));
    writeModelFolder(scratch.path("out"), { "model.json": "new", "a.tflite": "new" });
    assert.deepEqual(
      readdirSync(scratch.path("out")).sort(),
      [...Object.keys(old), "golden"].sort(),
    );
    const held = Object.keys(old).map((name) => readFileSync(scratch.path(`out/${name}`), "utf8"));
    assert.deepEqual(held, ["new", "new", "old", "dear"]);
  });

  it("leaves a folder as it was where the new files cannot be written", () => {
    writeModelFolder(scratch.path("out"), { "model.json": "old" });
    const files = { "model.json": "new", "no/such/place": "" };
    assert.throws(
      () => writeModelFolder(scratch.path("out"), files),
      /could not be written: ENOENT/,
    );
    assert.deepEqual(readdirSync(scratch.path("out")), ["model.json"]);
    assert.equal(readFileSync(scratch.path("out/model.json"), "utf8"), "old");
  });
});

describe("npx nightjar model evaluate", () => {
  it("says before it judges anything that its figures have no place", async () => {
    const args = [
      "models/person-detect",
      "--labels",
      "no labels",
      "--json",
      "nowhere/figures.json",
    ];
    const [code, told] = await endOf(() => evaluateCommand(args));
    assert.equal(code, WRONG_USE);
    assert.match(told, /--json nowhere\/figures\.json: .*nowhere is no folder/);
  });
});
