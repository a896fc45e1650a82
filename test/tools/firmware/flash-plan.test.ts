import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openBoard } from "../../../tools/firmware/boards.js";
import { flashImage, planFlash } from "../../../tools/firmware/flash-plan.js";
import { ToolError } from "../../../tools/firmware/programs.js";
import { decodeNvs } from "../../../tools/nvs/nvs-reader.js";
import { MODEL_FOLDER, ROOT } from "../../../tools/project-paths.js";
import { readModelSlot } from "../../../tools/run/provision.js";
import { writeFirmwareBuild } from "../../helpers/firmware-build.js";
import { openScratchFolder, type ScratchFolder } from "../../helpers/scratch-folder.js";

const BOARD = openBoard(ROOT, "esp32-cam");
const MODEL_AT = 0x340000;

describe("what a build puts where in flash", () => {
  let folder: ScratchFolder;
  let idf: string;

  beforeEach(() => {
    folder = openScratchFolder();
    idf = writeFirmwareBuild(folder);
  });
  afterEach(() => folder.remove());

  const plan = () => planFlash({ idf, board: BOARD, modelFolder: MODEL_FOLDER });
  const refused = (why: RegExp) =>
    assert.throws(plan, (error: Error) => error instanceof ToolError && why.test(error.message));

  /** Puts a piece elsewhere, or another one there. */
  function replace(part: string, other: string): void {
    const text = readFileSync(join(idf, "flasher_args.json"), "utf8");
    assert.ok(text.includes(part));
    writeFileSync(join(idf, "flasher_args.json"), text.replace(part, other));
  }

  it("is refused where nothing is built", () => {
    rmSync(join(idf, "flasher_args.json"));
    refused(/no build in .*npm run firmware/);
  });

  it("is refused for another flash map", () => {
    const path = join(idf, "partition_table/partition-table.bin");
    const table = readFileSync(path);
    table[4] = 1;
    writeFileSync(path, table);
    refused(/another flash map.*another "nvs"/);
    writeFileSync(path, Buffer.alloc(0xc00, 0xff));
    refused(/no partition table/);
  });

  it("is refused for a boot loader that reaches the table", () => {
    writeFileSync(join(idf, "bootloader/bootloader.bin"), Buffer.alloc(0xf001));
    refused(/bootloader\.bin, 61441 bytes at 0x1000, passes 0x10000/);
  });

  it("is refused for firmware that passes its slot", () => {
    writeFileSync(join(idf, "xs_esp32.bin"), Buffer.alloc(0x190001));
    refused(/xs_esp32\.bin, 1638401 bytes at 0x20000, passes 0x1b0000/);
  });

  it("is refused where a piece would lie over the settings", () => {
    replace("0x17000", "0x12000");
    refused(/ota_data_initial\.bin would lie over the settings/);
  });

  it("has the pieces of the build and the model slot, by address", () => {
    const { pieces, writeOptions } = plan();
    assert.deepEqual(
      pieces.map(({ address }) => address),
      [0x1000, 0x10000, 0x17000, 0x20000, MODEL_AT],
    );
    assert.deepEqual(pieces.at(-1)?.bytes, readModelSlot(MODEL_FOLDER));
    assert.deepEqual(writeOptions.slice(0, 2), ["--flash-mode", "dio"]);
  });

  it("is erased flash elsewhere, as a whole", () => {
    const image = flashImage(plan().pieces, 4 * 1024 * 1024);
    assert.deepEqual([...image.subarray(0x20000 - 1, 0x20000 + 1)], [0xff, 2]);
    assert.equal(image[0x11000], 0xff);
    assert.equal(Buffer.from(image.subarray(MODEL_AT, MODEL_AT + 4)).toString(), "NJM1");
  });
});

describe("nightjar flash-image", () => {
  let folder: ScratchFolder;

  beforeEach(() => {
    folder = openScratchFolder();
  });
  afterEach(() => folder.remove());

  function flashImageOf(...args: string[]) {
    const tool = join(ROOT, "tools/nightjar.mjs");
    const given = [tool, "flash-image", folder.path("flash.bin"), ...args];
    return spawnSync(process.execPath, given, { encoding: "utf8" });
  }

  it("says what is missing", () => {
    const { status, stderr } = flashImageOf("--build", folder.path("nowhere"));
    assert.equal(status, 1);
    assert.match(stderr, /no build in .*nowhere/);
  });

  it("puts settings beside the build", () => {
    writeFileSync(folder.path("board.json"), '{"wifi":{"ssid":"home"}}');
    const build = ["--build", writeFirmwareBuild(folder)];
    const { status, stderr } = flashImageOf(...build, "--settings", folder.path("board.json"));
    assert.equal(status, 0, stderr);
    const image = new Uint8Array(readFileSync(folder.path("flash.bin")));
    assert.equal(image.length, 4 * 1024 * 1024);
    const keys = decodeNvs(image.subarray(0x11000, 0x17000)).map(({ key }) => key);
    assert.deepEqual(keys, ["wifi-ssid"]);
  });
});
