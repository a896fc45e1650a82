import assert from "node:assert/strict";
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { benchCommand } from "../../tools/cli/bench-command.js";
import { writable } from "../../tools/cli/flags.js";
import { modelCommand } from "../../tools/cli/model-command.js";
import { parseRunOptions } from "../../tools/cli/run-options.js";
import { scenesCommand } from "../../tools/cli/scenes-command.js";
import { settingsCommand } from "../../tools/cli/settings-command.js";
import { UsageError } from "../../tools/cli/usage.js";
import { ToolError } from "../../tools/firmware/programs.js";
import { MODEL_FOLDER } from "../../tools/project-paths.js";
import { writeOutput, writeSecret } from "../../tools/write-output.js";
import { captureOutput } from "../helpers/captured-output.js";
import { openScratchFolder, type ScratchFolder } from "../helpers/scratch-folder.js";

const WRONG_USE = 2;

describe("a path that is to be written", () => {
  let scratch: ScratchFolder;
  beforeEach(() => {
    scratch = openScratchFolder();
    mkdirSync(scratch.path("folder.png"));
    writeFileSync(scratch.path("file"), "");
    writeFileSync(scratch.path("board.json"), JSON.stringify({ wifi: { ssid: "home" } }));
  });
  afterEach(() => scratch.remove());

  /** Each with why nothing can be written there; nobody may find out after the work. */
  const hopeless = (): [path: string, why: RegExp][] => [
    ["", /an empty path/],
    [scratch.path("folder.png"), /folder\.png is a folder: name a file/],
    [scratch.path("new.png/"), /is a folder: name a file/],
    [scratch.path("nowhere/new.png"), /nowhere is no folder that can be written to/],
    [scratch.path("file/new.png"), /file is no folder that can be written to/],
  ];

  it("is refused where no file can be", () => {
    for (const [path, why] of hopeless()) {
      const isWhy = (error: Error) => error instanceof UsageError && why.test(error.message);
      assert.throws(() => writable("--json", path), isWhy, path);
    }
  });

  it("may be new, or a file that is there", () => {
    for (const name of ["new", "file"]) {
      assert.equal(writable("--json", scratch.path(name)), scratch.path(name));
    }
  });

  it("is refused by a run before anything runs", () => {
    for (const [path] of hopeless()) {
      for (const flag of ["--json", "--log", "--picture", "--chart"]) {
        const args = ["--scenario", "front-door-day", flag, path];
        assert.throws(() => parseRunOptions(args, {}), UsageError, `${flag} ${path}`);
      }
    }
  });

  it("is refused by every other command before its work", async () => {
    const labels = ["--labels", "no labels"];
    for (const [path, why] of hopeless()) {
      for (const command of [
        () => benchCommand(["--json", path]),
        () => modelCommand(["evaluate", MODEL_FOLDER, ...labels, "--json", path]),
        () => settingsCommand([scratch.path("board.json"), "--image", path]),
      ]) {
        const { value, stderr } = await captureOutput(command);
        assert.equal(value, WRONG_USE, stderr);
        assert.match(stderr, why);
      }
    }
  });

  it("is refused by scenes before they are drawn", async () => {
    for (const [path] of hopeless()) {
      const { value, stderr } = await captureOutput(() => scenesCommand(["--sheet", path]));
      assert.equal(value, WRONG_USE, stderr);
    }
  });

  it("costs one clear line where the write itself fails", () => {
    for (const write of [writeOutput, writeSecret]) {
      assert.throws(
        () => write(scratch.path("folder.png"), new Uint8Array(1)),
        (error: Error) =>
          error instanceof ToolError &&
          /folder\.png could not be written: EISDIR/.test(error.message),
      );
    }
  });

  it("holds what was written, keys for their owner alone", () => {
    writeOutput(scratch.path("file"), "told");
    assert.equal(readFileSync(scratch.path("file"), "utf8"), "told");
    writeSecret(scratch.path("file"), Uint8Array.of(1));
    assert.equal(statSync(scratch.path("file")).mode & 0o077, 0);
  });
});
