import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../../tools/project-paths.js";
import { openScratchFolder, type ScratchFolder } from "../../helpers/scratch-folder.js";

describe("nightjar exec", () => {
  let folder: ScratchFolder;

  beforeEach(() => {
    folder = openScratchFolder();
  });
  afterEach(() => folder.remove());

  function exec(script: string, ...args: string[]) {
    const modules = { main: "./hello" };
    const manifest = { include: join(ROOT, "manifest.json"), modules };
    writeFileSync(folder.path("manifest.json"), JSON.stringify(manifest));
    writeFileSync(folder.path("hello.js"), script);
    const tool = join(ROOT, "tools/nightjar.mjs");
    return spawnSync(process.execPath, [tool, "exec", folder.path("manifest.json"), ...args], {
      encoding: "utf8",
    });
  }

  it("refuses what is no number of wakes, and says so", () => {
    const { status, stderr } = exec("", "--wakes", "many");
    assert.equal(status, 2);
    assert.match(stderr, /--wakes takes a whole number/);
  });

  it("refuses a manifest that it cannot obey", () => {
    writeFileSync(folder.path("other.json"), "{");
    const tool = join(ROOT, "tools/nightjar.mjs");
    const { status, stderr } = spawnSync(
      process.execPath,
      [tool, "exec", folder.path("other.json")],
      {
        encoding: "utf8",
      },
    );
    assert.equal(status, 1);
    assert.match(stderr, /other\.json/);
  });

  it("fails where the firmware does, and prints its last words", () => {
    const { status, stdout, stderr } = exec('throw new RangeError("no idea");');
    assert.equal(status, 1);
    assert.match(stdout, /RangeError: no idea/);
    assert.match(stderr, /uncaught-exception/);
  });

  it("runs a script of one's own against the standard classes", () => {
    const { status, stdout, stderr } = exec(`
      import flash from "embedded:storage/flash";
      import Timer from "timer";
      import { openHost } from "nightjar/host";
      const host = openHost();
      Timer.set(() => {
        Timer.delay(5);
        trace("at ", host.clock.monotonicMs(), " ms\\n");
        host.report({ partitions: [...flash].length });
        host.power.sleep({ durationMs: 100 });
      }, 20);
    `);
    assert.equal(status, 0, stderr);
    assert.equal(stdout, 'at 215 ms\n{"partitions":10}\n');
  });
});
