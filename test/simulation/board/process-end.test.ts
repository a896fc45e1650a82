import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ROOT } from "../../../tools/project-paths.js";
import { isSoonGone } from "../../helpers/cli-process.js";
import { openScratchFolder, type ScratchFolder } from "../../helpers/scratch-folder.js";

const BOARD = join(ROOT, "build/js/hosts/simulator/board");
const moduleAt = (name: string) => JSON.stringify(pathToFileURL(join(BOARD, name)).href);
const BEGIN = `
  import { writeFileSync } from "node:fs";
  import { ScratchFolder } from ${moduleAt("scratch-folder.js")};
  import { spawnApart } from ${moduleAt("spawn-apart.js")};
  import { atProcessEnd } from ${moduleAt("process-end.js")};
  const folder = new ScratchFolder("x");
  writeFileSync(folder.path + "/file", "x");
  const wait = () => setInterval(() => {}, 1_000);
`;

describe("the end of a process", () => {
  let scratch: ScratchFolder;

  beforeEach(() => {
    scratch = openScratchFolder();
  });
  afterEach(() => scratch.remove());

  /** A process that has a scratch folder with a file in it, and then does this. */
  function processThat(does: string) {
    const args = ["--input-type=module", "-e", `${BEGIN}${does}`];
    const env = { ...process.env, TMPDIR: scratch.path("."), KEPT: scratch.path("kept") };
    const { status, signal, stdout } = spawnSync(process.execPath, args, {
      encoding: "utf8",
      env,
      timeout: 20_000,
    });
    return { status, signal, stdout, left: readdirSync(scratch.path(".")) };
  }

  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    it(`removes its scratch folders at ${signal}, and is ended by it all the same`, () => {
      const ended = processThat(`wait(); process.kill(process.pid, "${signal}");`);
      assert.deepEqual(ended, { status: null, signal, stdout: "", left: [] });
    });
  }

  it("removes them at an exit and after an exception", () => {
    assert.deepEqual(processThat("process.exit(3);").left, []);
    assert.deepEqual(processThat('setTimeout(() => { throw new Error("x"); });').left, []);
    assert.deepEqual(processThat("").left, []);
  });

  it("does all that it was given, though some of it fails, and nothing that was called off", () => {
    const { stdout } = processThat(`
      atProcessEnd(() => { throw new Error("x"); });
      atProcessEnd(() => process.stdout.write("called off"))();
      atProcessEnd(() => process.stdout.write("done"));
    `);
    assert.equal(stdout, "done");
  });

  it("leaves a signal to whoever listens to it", () => {
    const { status, stdout, left } = processThat(`
      process.on("SIGINT", () => {
        console.log("heard");
        setImmediate(() => process.exit(4));
      });
      wait();
      process.kill(process.pid, "SIGINT");
    `);
    assert.deepEqual([status, stdout, left], [4, "heard\n", []]);
  });

  it("lets a process end by itself once nothing is left to do", () => {
    const { status, left } = processThat("folder.remove();");
    assert.deepEqual([status, left], [0, []]);
  });

  it("takes its children's groups with it", async () => {
    const program = 'console.log("up"); setTimeout(() => {}, 30_000)';
    const { stdout } = processThat(`
      const child = spawnApart(process.execPath, ["-e", ${JSON.stringify(program)}], {});
      child.stdout.once("data", () => {
        console.log(child.pid);
        process.kill(process.pid, "SIGTERM");
      });
    `);
    const pid = Number(stdout);
    assert.ok(pid > 0, stdout);
    assert.ok(await isSoonGone(pid), "the child runs");
  });
});
