import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { CliProcess, groupOf, isSoonGone } from "../../helpers/cli-process.js";
import { openScratchFolder, type ScratchFolder } from "../../helpers/scratch-folder.js";

const MANY = ["--wakes", "100000", "--cloud", "off", "--camera", "night"];
const WAKES = 3;

describe("a command that is stopped", () => {
  let scratch: ScratchFolder;
  let log: ScratchFolder;

  beforeEach(() => {
    scratch = openScratchFolder();
    log = openScratchFolder();
  });
  afterEach(() => {
    scratch.remove();
    log.remove();
  });

  const start = (...args: string[]) => new CliProcess(args, scratch.path("."));
  /** A run that has told of some wakes. */
  async function running(...args: string[]): Promise<CliProcess> {
    const cli = start("run", ...MANY, ...args);
    await cli.until(() => cli.stdout.split("\n").length > WAKES);
    return cli;
  }

  it("by Ctrl-C finishes the wake that is on, and tells its figures", async () => {
    const path = log.path("run.log");
    const cli = await running("--log", path);
    // Whether a wake is on at this moment is chance; whether Ctrl-C reaches it is not.
    for (const pid of cli.childPids()) assert.notEqual(groupOf(pid), cli.child.pid);
    cli.interrupt();
    assert.equal(await cli.end(), 0, cli.stderr);
    assert.match(cli.stdout, /^wakes +\d+/m);
    const ends = readFileSync(path, "utf8").trim().split("\n");
    assert.ok(ends.length >= WAKES - 1);
    assert.deepEqual(
      ends.filter((line) => JSON.parse(line).how !== "slept"),
      [],
    );
    assert.deepEqual(cli.temporaryFiles, []);
  });

  const endings: readonly (readonly [string, (cli: CliProcess) => void])[] = [
    ["SIGTERM", ({ child }) => child.kill("SIGTERM")],
    ["SIGHUP", ({ child }) => child.kill("SIGHUP")],
    ["a pipe that nobody reads", ({ child }) => child.stdout?.destroy()],
  ];
  for (const [how, end] of endings) {
    it(`by ${how} leaves neither files nor processes`, async () => {
      const cli = await running();
      const pids = cli.childPids();
      end(cli);
      await cli.end();
      assert.deepEqual(cli.temporaryFiles, []);
      for (const pid of pids) assert.ok(await isSoonGone(pid), `${pid} of ${pids} still runs`);
    });
  }

  it("by its own end by force leaves no processes", async () => {
    const cli = await running();
    const pids = cli.childPids();
    cli.child.kill("SIGKILL");
    await cli.end();
    for (const pid of pids) assert.ok(await isSoonGone(pid), `${pid} of ${pids} still runs`);
  });

  it("while it draws scenes leaves no frames", async () => {
    const cli = start("scenes", "--count", "500");
    await cli.until(() => cli.temporaryFiles.length > 0);
    cli.interrupt();
    assert.equal(await cli.end(), "SIGINT");
    assert.deepEqual(cli.temporaryFiles, []);
  });

  it("while a board waits for firmware ends at once", async () => {
    const cli = start("board", "--listen", "--port", "0", "--cloud", "off");
    await cli.until(() => /listens on/.test(cli.stderr) && /computrons/.test(cli.stdout));
    cli.interrupt();
    assert.equal(await cli.end(), 1);
    assert.match(cli.stderr, /stopped before a firmware connected/);
    assert.deepEqual(cli.temporaryFiles, []);
  });
});

describe("a command that cannot begin", () => {
  let scratch: ScratchFolder;

  beforeEach(() => {
    scratch = openScratchFolder();
  });
  afterEach(() => scratch.remove());

  const refused: readonly (readonly [string, readonly string[], number, RegExp])[] = [
    [
      "a scenario's settings that are not there",
      ["run", "--scenario", "trigger-storm", "--settings", "/nope"],
      2,
      /--settings \/nope/,
    ],
    [
      "a cloud that the firmware could not name",
      ["run", "--webhook", "local", "--cloud", "https://[::1]/"],
      1,
      /cloud\.host: refused/,
    ],
    [
      "firmware that ends before it connects",
      ["board", "--firmware", "/bin/false"],
      1,
      /\(exit-1\): and said nothing/,
    ],
  ];
  for (const [what, args, code, why] of refused) {
    it(`tells of ${what}, and ends`, async () => {
      const cli = new CliProcess(args, scratch.path("."));
      assert.equal(await cli.end(), code);
      assert.match(cli.stderr, why);
      assert.deepEqual(cli.temporaryFiles, []);
    });
  }
});
