import assert from "node:assert/strict";
import { FirmwareStartError } from "../../hosts/simulator/board/firmware.js";
import { BOARD_PORT, parseBoardOptions } from "../../tools/cli/board-command.js";
import { UsageError } from "../../tools/cli/usage.js";
import { programOf } from "../../tools/firmware-program.js";

const refused = (args: readonly string[], why: RegExp) =>
  assert.throws(
    () => parseBoardOptions(args, {}),
    (error: Error) => error instanceof UsageError && why.test(error.message),
  );

describe("the options of a board", () => {
  it("refuse a board without firmware", () =>
    refused(["--seed", "2"], /--listen, --firmware PATH or both/));

  it("refuse a port that cannot be", () =>
    refused(["--listen", "--port", "70000"], /--port takes a whole number from 0 to 65535/));

  it("refuse what a run refuses, and name their own help", () => {
    refused(["--listen", "--wakes", "0"], /--wakes takes/);
    refused(["--listen", "--wake", "1"], /npx nightjar board --help/);
  });

  it("refuse to choose an engine for firmware that is there", () =>
    refused(["--listen", "--engine", "tflm"], /the firmware's own/));

  it("refuse a scenario, and say who runs one", () => {
    for (const args of [
      ["--scenario", "quiet-week"],
      ["--days", "2"],
      ["--chart", "day.svg"],
    ])
      refused(["--listen", ...args], /runs no scenario: leave .* to npm start/);
  });

  it("refuse firmware that is not there", () =>
    assert.rejects(
      programOf("no/such/mc.so", []),
      (error: Error) => error instanceof FirmwareStartError && /no such file/.test(error.message),
    ));

  it("listen at a port that is known where somebody else starts the firmware", () => {
    assert.equal(parseBoardOptions(["--listen"], {})?.port, BOARD_PORT);
    assert.equal(parseBoardOptions(["--firmware", "x"], {})?.port, 0);
    assert.equal(parseBoardOptions(["--firmware", "x", "--port", "7000"], {})?.port, 7000);
  });

  it("keep what follows -- for the firmware", () => {
    const options = parseBoardOptions(["--firmware", "x", "--seed", "3", "--", "--wakes", "a"], {});
    assert.deepEqual(options?.firmwareArgs, ["--wakes", "a"]);
    assert.equal(options?.run.seed, 3);
    assert.equal(options?.run.wakes, 60);
  });

  it("start a program as it is", async () => {
    const program = { path: process.execPath, args: ["a"] };
    assert.deepEqual(await programOf(process.execPath, ["a"]), program);
  });
});
