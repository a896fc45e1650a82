import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { firmwareCommand } from "../../../tools/cli/firmware-command.js";
import { captureOutput } from "../../helpers/captured-output.js";
import { openScratchFolder, type ScratchFolder } from "../../helpers/scratch-folder.js";

describe("the manifest of a build", () => {
  let scratch: ScratchFolder;
  beforeEach(() => {
    scratch = openScratchFolder();
    writeFileSync(scratch.path("broken.json"), "{");
  });
  afterEach(() => scratch.remove());

  for (const [name, why] of [
    ["nope.json", /^nightjar: the manifest .*nope\.json cannot be read: ENOENT.*\n$/],
    ["broken.json", /^nightjar: the manifest .*broken\.json cannot be read: .*JSON.*\n$/],
  ] as const) {
    it(`is named where it cannot be read (${name})`, async () => {
      const args = ["--size", "--manifest", scratch.path(name)];
      const { value, stderr } = await captureOutput(() => firmwareCommand(args));
      assert.equal(value, 1);
      assert.match(stderr, why);
    });
  }
});
