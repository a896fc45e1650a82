import assert from "node:assert/strict";
import { CLOUD_KEY_VARIABLE } from "../../tools/cli/cloud-choice.js";
import { parseRunOptions } from "../../tools/cli/run-options.js";
import { UsageError } from "../../tools/cli/usage.js";

const refused = (args: readonly string[], why: RegExp, environment = {}) =>
  assert.throws(
    () => parseRunOptions(args, environment),
    (error: Error) => error instanceof UsageError && why.test(error.message),
  );

describe("the options of a run", () => {
  const bad: readonly (readonly [string, readonly string[], RegExp])[] = [
    ["an unknown flag", ["--wake", "3"], /--help/],
    ["a stray word", ["photos"], /--help/],
    ["no wakes at all", ["--wakes", "0"], /--wakes takes a whole number from 1/],
    ["half a wake", ["--wakes", "1.5"], /not "1\.5"/],
    ["a negative seed", ["--seed=-1"], /--seed takes/],
    ["an unknown engine", ["--engine", "onnx"], /tflite or tflm, not "onnx"/],
    ["an unknown pace", ["--pace", "slow"], /max or real, not "slow"/],
    ["an unknown provider", ["--provider", "acme"], /openai-chat or .* or gemini, not "acme"/],
    ["an unknown transport", ["--transport", "pigeon"], /https or sse or websocket, not "pigeon"/],
    ["a cloud that is no address", ["--cloud", "somewhere"], /https:\/\/ address/],
    ["a cloud in clear", ["--cloud", "http://example.org/"], /never goes in clear/],
    ["a real cloud without its key", ["--cloud", "https://example.org/"], /NIGHTJAR_CLOUD_KEY/],
    ["a time without a unit", ["--offline", "2"], /90s, 45m or 2h, .* not "2"/],
    ["no time at all", ["--offline", "0h"], /--offline takes a time/],
    ["too long a time", ["--offline", "8d"], /at most 7d/],
    ["a webhook of one's own", ["--webhook", "https://example.org/"], /local or off/],
    [
      "figures where no folder is",
      ["--json", "no/such/folder/run.json"],
      /no folder that can be written to/,
    ],
    [
      "a log where no folder is",
      ["--log", "no/such/folder/run.log"],
      /no folder that can be written to/,
    ],
    ["days without a scenario", ["--days", "2"], /want a --scenario/],
    [
      "a sheet of a scenario",
      ["--scenario", "quiet-week", "--picture", "run.png"],
      /--picture does not go with --scenario: --chart FILE/,
    ],
    [
      "an outage in a scenario",
      ["--scenario", "quiet-week", "--offline", "2h"],
      /--offline does not go with --scenario: .* network-out/,
    ],
    [
      "a webhook in a scenario",
      ["--scenario", "quiet-week", "--webhook", "local"],
      /--webhook does not go with --scenario: leave it out/,
    ],
    [
      "wakes of a scenario",
      ["--scenario", "quiet-week", "--wakes", "9"],
      /--wakes does not go with --scenario: --days N/,
    ],
    [
      "pictures for a scenario",
      ["--scenario", "quiet-week", "--camera", "night"],
      /--camera does not go with --scenario/,
    ],
    ["a picture of an unknown kind", ["--picture", "run.gif"], /\.svg, \.png or \.jpg/],
  ];

  for (const [what, args, why] of bad) {
    it(`refuse ${what}, and say what to do`, () => refused(args, why));
  }

  it("ask for nothing but help", () => {
    assert.equal(parseRunOptions(["--help"], {}), undefined);
  });

  it("have defaults that need nothing", () => {
    assert.deepEqual(parseRunOptions([], {}), {
      camera: "scenes",
      wakes: 60,
      words: {},
      seed: 1,
      cloud: { kind: "local" },
      webhook: "off",
      engine: "tflite",
      pace: "max",
    });
  });

  it("take whose words are spoken, and over what", () => {
    const options = parseRunOptions(["--provider", "gemini", "--transport", "sse"], {});
    assert.deepEqual(options?.words, { provider: "gemini", transport: "sse" });
  });

  it("go on after an outage for as many wakes as it takes, and have somebody to tell", () => {
    const options = parseRunOptions(["--offline", "2h"], {});
    assert.deepEqual(options?.outage, { fromMs: 60_000, toMs: 7_260_000 });
    assert.equal(options?.webhook, "local");
    assert.equal(options?.wakes, undefined);
    assert.equal(parseRunOptions(["--offline", "2h", "--wakes", "9"], {})?.wakes, 9);
  });

  it("take a real cloud's key from the environment", () => {
    const url = "https://example.org/v1/chat/completions";
    const options = parseRunOptions(["--cloud", url], { [CLOUD_KEY_VARIABLE]: "secret" });
    assert.deepEqual(options?.cloud, { kind: "url", url: new URL(url), key: "secret" });
  });
});
