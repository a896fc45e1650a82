import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BoardFlash } from "../../hosts/simulator/board/flash/board-flash.js";
import { PRIVACY_PARTITION, PrivacyLog } from "../../modules/privacy/privacy-log.js";
import { PARTITION_TABLE, ROOT } from "../../tools/project-paths.js";
import { codec } from "../helpers/fake-codec.js";
import { checksum } from "../helpers/fake-host.js";
import { RegionFlash } from "../helpers/region-flash.js";

const DEPARTURE = {
  atMs: Date.UTC(2026, 10, 26, 8),
  why: "escalated",
  provider: "anthropic",
  transport: "sse",
  host: "api.anthropic.com",
  pictureBytes: 21_000,
} as const;

describe("npx nightjar privacy-log", () => {
  let folder: string;
  let chipPath: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "nightjar-privacy-"));
    chipPath = join(folder, "flash.bin");
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  function withLog(act: (log: PrivacyLog) => void): void {
    const board = new BoardFlash({ chipPath, tablePath: PARTITION_TABLE });
    const flash = new RegionFlash(PRIVACY_PARTITION, board.region(PRIVACY_PARTITION));
    act(new PrivacyLog({ flash, checksum, codec }));
    board.close();
  }

  function command(...args: string[]) {
    const program = [join(ROOT, "tools/nightjar.mjs"), "privacy-log", ...args];
    const { stdout, stderr, status } = spawnSync(process.execPath, program, { encoding: "utf8" });
    return { stdout, stderr, status };
  }

  it("refuses a file that is not there, and one that is no whole flash", () => {
    const missing = command(join(folder, "none.bin"));
    assert.equal(missing.status, 2);
    assert.match(missing.stderr, /cannot be read/);
    writeFileSync(chipPath, new Uint8Array(100));
    assert.match(command(chipPath).stderr, /not the whole of a flash: 100 bytes/);
  });

  it("says of an empty log no more than that: a factory reset erases it", () => {
    withLog(() => {});
    const { status, stdout, stderr } = command(chipPath);
    assert.match(stdout, /^The log holds no line: nothing has left since it was erased\.\n$/);
    assert.deepEqual([status, stderr], [0, ""]);
  });

  it("refuses a file that holds no log, in place of calling it empty", () => {
    const bytes = 4 * 1024 * 1024;
    for (const content of [
      new Uint8Array(bytes),
      createHash("shake256", { outputLength: bytes }).digest(),
    ]) {
      writeFileSync(chipPath, content);
      const { status, stdout, stderr } = command(chipPath);
      assert.deepEqual([status, stdout], [2, ""]);
      assert.match(
        stderr,
        /flash\.bin holds no privacy log.*whole flash of a board that runs Nightjar/,
      );
    }
  });

  it("tells the sound lines of a damaged log, and that others are none", () => {
    withLog((log) => {
      log.begin(DEPARTURE);
      log.begin(DEPARTURE);
    });
    const chip = readFileSync(chipPath);
    const second = chip.indexOf(DEPARTURE.host, chip.indexOf(DEPARTURE.host) + 1);
    chip[second] = 0;
    writeFileSync(chipPath, chip);
    const { status, stdout, stderr } = command(chipPath, "--json");
    assert.equal(status, 0);
    assert.equal(JSON.parse(stdout).sequence, 1);
    assert.match(stderr, /^places of the log without a sound line, .*: 1\n$/);
  });

  it("tells what has left, newest first, as a table and as JSON", () => {
    withLog((log) => {
      const arrival = { answered: true, status: 200, bytesSent: 30_000, microDollars: 1_234 };
      log.end(log.begin(DEPARTURE), arrival);
      log.begin({ ...DEPARTURE, why: "look_again" });
    });
    const [, newest = "", oldest = ""] = command(chipPath).stdout.split("\n");
    assert.match(newest, /look_again .*api\.anthropic\.com \(anthropic, sse\) .*unknown$/);
    assert.match(oldest, /^2026-11-26T08:00:00 .*escalated .*21000 B .*answered .*\$0\.001234$/);
    const [line = ""] = command(chipPath, "--json").stdout.split("\n");
    assert.deepEqual(JSON.parse(line), { sequence: 2, ...DEPARTURE, why: "look_again" });
  });
});
