import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { SETTINGS_TABLE, type Setting } from "../../../modules/settings/schema.js";
import { settingsCommand } from "../../../tools/cli/settings-command.js";
import { settingsTable } from "../../../tools/settings/settings-table.js";
import { captureOutput } from "../../helpers/captured-output.js";
import { openScratchFolder } from "../../helpers/scratch-folder.js";

const COLUMNS_MAX = 160;

describe("nightjar settings without a file", () => {
  const lines = settingsTable().split("\n");

  it("tells of every text what is allowed, choices above all", () => {
    for (const [group, settings] of Object.entries(SETTINGS_TABLE)) {
      const from = lines.indexOf(group);
      for (const [name, setting] of Object.entries(settings as Record<string, Setting>)) {
        if (setting.kind !== "text") continue;
        const row = lines.slice(from).find((line) => line.startsWith(`  ${name} `));
        assert.ok(row?.includes(`"${setting.standard}" (${setting.allowed})`), row);
      }
    }
  });

  it("keeps what a setting is for in one column, whatever is allowed", () => {
    const column = (words: string): number =>
      lines.find((line) => line.endsWith(words))?.indexOf(words) ?? -1;
    const first = column("first frames after power-up that are thrown away");
    assert.ok(first > 0);
    for (const words of [
      "in whose words; many servers understand openai-chat",
      "price of a million tokens read; 0: not known",
      "what is older is given up",
    ]) {
      assert.equal(column(words), first, words);
    }
    assert.deepEqual(
      lines.filter(({ length }) => length > COLUMNS_MAX),
      [],
    );
  });

  it("refuses to say where settings go that nobody named", async () => {
    const scratch = openScratchFolder();
    const image = scratch.path("z.bin");
    for (const args of [["--image", image], ["--port", "/dev/ttyX"], ["--replace"]]) {
      const { value, stdout, stderr } = await captureOutput(() => settingsCommand(args));
      assert.equal(value, 2, args.join(" "));
      assert.equal(stdout, "");
      assert.match(stderr, /want a FILE of settings.*\n.*--help/);
    }
    assert.ok(!existsSync(image));
    scratch.remove();
  });
});
