import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { readSettings } from "../../tools/cli/read-settings.js";
import { UsageError } from "../../tools/cli/usage.js";
import { openScratchFolder, type ScratchFolder } from "../helpers/scratch-folder.js";

const SECRET = "hunter2hunter2";

describe("a run's file of settings", () => {
  let folder: ScratchFolder;

  beforeEach(() => {
    folder = openScratchFolder();
  });
  afterEach(() => folder.remove());

  function refusal(text: string): string {
    const path = folder.path("my-board.json");
    writeFileSync(path, text);
    try {
      readSettings(path);
    } catch (error) {
      assert.ok(error instanceof UsageError);
      assert.ok(!error.message.includes(SECRET.slice(0, 4)), error.message);
      return error.message;
    }
    assert.fail("it was taken");
  }

  it("names what is wrong and what is allowed", () => {
    const told = refusal('{"policy": {"confidenceThreshold": 7}, "colour": {}}');
    assert.match(told, /policy\.confidenceThreshold: 7, where a number from 0\.5/);
    assert.match(told, /colour: unknown, where one of camera/);
    assert.doesNotMatch(told, /--port/);
  });

  const secrets: readonly (readonly [string, object])[] = [
    ["of a Wi-Fi", { wifi: { ssid: "home", password: SECRET } }],
    ["of a cloud", { credentials: { cloudKey: SECRET } }],
  ];
  for (const [what, given] of secrets) {
    it(`tells no secret ${what}, but who is to be given it`, () =>
      assert.match(refusal(JSON.stringify(given)), /are a board's.*\n.*settings FILE --port PORT/));
  }

  it("tells no text at all: a secret may be anywhere", () => {
    for (const given of [
      { policy: { confidenceThreshold: SECRET } },
      { cloud: { path: SECRET } },
      { cloud: SECRET },
      { colour: SECRET },
      SECRET,
    ])
      refusal(JSON.stringify(given));
  });

  it("tells the line where it is no JSON, and not what stands there", () =>
    assert.match(refusal(`{"wifi": {\n"password": ${SECRET}}}`), /no JSON/));

  it("says that there is no such file", () =>
    assert.throws(
      () => readSettings(folder.path("nowhere.json")),
      (error: Error) => error instanceof UsageError && /nowhere\.json/.test(error.message),
    ));
});
