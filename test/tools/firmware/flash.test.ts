import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../../tools/project-paths.js";
import { type FakeEsptool, fakeEsptool } from "../../helpers/fake-esptool.js";
import { writeFirmwareBuild } from "../../helpers/firmware-build.js";
import { openScratchFolder, type ScratchFolder } from "../../helpers/scratch-folder.js";

const NVS_AT = 0x11000;
const CHIP_BYTES = 4 * 1024 * 1024;

describe("npm run flash", () => {
  let folder: ScratchFolder;
  let board: FakeEsptool;

  beforeEach(() => {
    folder = openScratchFolder();
    board = fakeEsptool(folder, new Uint8Array(CHIP_BYTES).fill(0x77));
  });
  afterEach(() => folder.remove());

  function flash(...args: string[]) {
    const given = [join(ROOT, "tools/nightjar.mjs"), "flash", ...args];
    return spawnSync(process.execPath, given, { encoding: "utf8", env: board.env });
  }

  const chip = () => readFileSync(board.chip);

  it("says what to do where nothing is built, and calls nothing", () => {
    const { status, stderr } = flash("--build", folder.path("nowhere"));
    assert.equal(status, 1);
    assert.match(stderr, /Build first: npm run firmware/);
    assert.deepEqual(board.calls(), []);
  });

  it("tells that esptool failed, and leaves no files behind", () => {
    writeFileSync(folder.path("fail"), "");
    const { status, stderr } = flash("--build", writeFirmwareBuild(folder));
    assert.equal(status, 1);
    assert.match(stderr, /esptool failed \(2\)/);
    assert.deepEqual(
      readdirSync(folder.path(".")).filter((name) => name.startsWith("nightjar-")),
      [],
    );
  });

  it("writes every piece with ESP-IDF's options, says so, and keeps the settings", () => {
    const { status, stdout } = flash("--build", writeFirmwareBuild(folder), "--port", "/dev/ttyX");
    assert.equal(status, 0);
    assert.match(stdout, /0x340000 +\d+ {2}model slot/);
    assert.match(stdout, /Settings are kept/);
    const [call = "", ...more] = board.calls();
    assert.deepEqual(more, []);
    assert.match(
      call,
      /^--chip esp32 --port \/dev\/ttyX --baud 460800 --after hard-reset write-flash --flash-mode dio/,
    );
    assert.deepEqual([chip()[0x1000], chip()[0x20000], chip()[NVS_AT]], [1, 2, 0x77]);
  });

  it("erases the settings where it is told to, and nothing more", () => {
    const args = ["--build", writeFirmwareBuild(folder), "--erase-settings"];
    assert.match(flash(...args).stdout, /Settings are erased/);
    assert.deepEqual(
      [chip()[NVS_AT], chip()[NVS_AT + 0x5fff], chip()[0x19000]],
      [0xff, 0xff, 0x77],
    );
  });
});
