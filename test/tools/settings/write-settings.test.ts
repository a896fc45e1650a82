import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { NvsItem } from "../../../tools/nvs/nvs-format.js";
import { decodeNvs } from "../../../tools/nvs/nvs-reader.js";
import { encodeNvs } from "../../../tools/nvs/nvs-writer.js";
import { ROOT } from "../../../tools/project-paths.js";
import { type FakeEsptool, fakeEsptool } from "../../helpers/fake-esptool.js";
import { partitionTableBytes } from "../../helpers/partition-bytes.js";
import { openScratchFolder, type ScratchFolder } from "../../helpers/scratch-folder.js";

const TABLE_AT = 0x10000;
const NVS_AT = 0x11000;
const NVS_BYTES = 0x6000;
const PASSWORD = "very secret password";
const PHY: NvsItem = { domain: "phy", key: "cal", format: "buffer", bytes: Uint8Array.of(1, 2, 3) };

describe("nightjar settings FILE", () => {
  let folder: ScratchFolder;
  let board: FakeEsptool;

  beforeEach(() => {
    folder = openScratchFolder();
    const chip = new Uint8Array(0x20000).fill(0xff);
    chip.set(partitionTableBytes(), TABLE_AT);
    chip.set(encodeNvs([PHY], NVS_BYTES), NVS_AT);
    board = fakeEsptool(folder, chip);
    const settings = { wifi: { ssid: "home", password: PASSWORD } };
    writeFileSync(folder.path("board.json"), JSON.stringify(settings));
  });
  afterEach(() => folder.remove());

  function settings(...args: string[]) {
    const tool = join(ROOT, "tools/nightjar.mjs");
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [tool, "settings", folder.path("board.json"), ...args],
      { encoding: "utf8", env: board.env },
    );
    assert.ok(!`${stdout}${stderr}`.includes(PASSWORD), "a secret was printed");
    return { status, stdout, stderr };
  }

  function change(at: number, bytes: Uint8Array): void {
    const chip = readFileSync(board.chip);
    chip.set(bytes, at);
    writeFileSync(board.chip, chip);
  }

  const stored = () =>
    decodeNvs(new Uint8Array(readFileSync(board.chip).subarray(NVS_AT, NVS_AT + NVS_BYTES)));
  const left = () => readdirSync(folder.path(".")).filter((name) => name.startsWith("nightjar-"));

  it("says what is missing where there is no esptool", () => {
    const { status, stderr } = spawnSync(
      process.execPath,
      [join(ROOT, "tools/nightjar.mjs"), "settings", folder.path("board.json")],
      { encoding: "utf8", env: { PATH: "/nowhere" } },
    );
    assert.equal(status, 1);
    assert.match(stderr, /esptool is missing.*pip install/);
  });

  it("refuses a board that it does not know", () => {
    assert.match(settings("--board", "moon").stderr, /no board is called "moon".*esp32-cam/);
  });

  it("writes nothing to a board with another flash map, where the address may be code", () => {
    change(TABLE_AT, new Uint8Array(0xc00).fill(0xff));
    const { status, stderr } = settings("--port", "/dev/ttyX");
    assert.equal(status, 1);
    assert.match(stderr, /no partition table.*npm run flash/);
    assert.equal(board.calls().length, 1);
    assert.deepEqual(left(), []);
  });

  it("writes nothing over a store that it cannot read, unless told to", () => {
    change(NVS_AT, new Uint8Array(NVS_BYTES).fill(0x5a));
    assert.match(settings().stderr, /--replace/);
    assert.equal(board.calls().length, 1);
    assert.equal(settings("--replace").status, 0);
    assert.deepEqual(
      stored().map(({ key }) => key),
      ["wifi-ssid", "wifi-password"],
    );
  });

  it("keeps the one copy that is left where the write breaks off, for its owner alone", () => {
    writeFileSync(folder.path("fail"), "");
    const { status, stderr } = settings();
    assert.equal(status, 1);
    const path = /is in (\S+), keys/.exec(stderr)?.[1] ?? "";
    assert.equal(statSync(path).mode & 0o077, 0);
    const kept = decodeNvs(new Uint8Array(readFileSync(path)));
    assert.deepEqual(
      kept.map(({ key }) => key),
      ["cal", "wifi-ssid", "wifi-password"],
    );
  });

  it("changes what the file names, keeps every other key, and leaves no copy behind", () => {
    const { status, stdout, stderr } = settings("--port", "/dev/ttyX");
    assert.equal(status, 0, stderr);
    assert.match(stdout, /written: wifi-ssid, wifi-password; 1 other/);
    assert.deepEqual(stored()[0], PHY);
    assert.deepEqual(
      stored().map(({ key }) => key),
      ["cal", "wifi-ssid", "wifi-password"],
    );
    assert.match(
      board.calls().join("\n"),
      /--port \/dev\/ttyX .*no-reset read-flash 0x10000 0x7000/,
    );
    assert.match(board.calls().join("\n"), /hard-reset write-flash 0x11000/);
    assert.deepEqual(left(), []);
  });

  it("makes the image alone, for its owner alone, and touches no board", () => {
    const image = folder.path("nvs.bin");
    assert.equal(settings("--image", image).status, 0);
    assert.equal(statSync(image).mode & 0o077, 0);
    assert.deepEqual(
      decodeNvs(new Uint8Array(readFileSync(image))).map(({ key }) => key),
      ["wifi-ssid", "wifi-password"],
    );
    assert.deepEqual(board.calls(), []);
    assert.ok(!existsSync(folder.path("calls")));
  });
});
