import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { FirmwareStartError } from "../../hosts/simulator/board/firmware.js";
import { microPython } from "../../tools/micro-python.js";
import { MODEL_FOLDER } from "../../tools/project-paths.js";

const TRAIN = join(MODEL_FOLDER, "train");
const INSTALL_MS_MAX = 180_000;
const runIn = (program: string, ...args: string[]) =>
  execFileSync(program, ["-B", ...args], { cwd: TRAIN, encoding: "utf8", stdio: "pipe" });
const python = (...args: string[]) => runIn("python3", ...args);

describe("the network's card", () => {
  it("is what its scripts write from model.json and evaluation.json", () => {
    python("card.py", "--check");
  });

  it("has figures of the very file that is shipped", () => {
    const model = readFileSync(join(MODEL_FOLDER, "person-detect.tflite"));
    const sha256 = createHash("sha256").update(model).digest("hex");
    const described = JSON.parse(readFileSync(join(MODEL_FOLDER, "model.json"), "utf8"));
    const evaluation = JSON.parse(readFileSync(join(MODEL_FOLDER, "evaluation.json"), "utf8"));
    assert.equal(described.sha256, sha256);
    assert.equal(evaluation.models[0].sha256, sha256);
    assert.equal(described.bytes, model.length);
    for (const [name, value] of Object.entries(evaluation.models[0].figures)) {
      if (name in described.evaluation) assert.equal(described.evaluation[name], value, name);
    }
  });

  it("keeps to the bounds of a board", () => {
    const { bytes, macs, arenaBytes, evaluation } = JSON.parse(
      readFileSync(join(MODEL_FOLDER, "model.json"), "utf8"),
    );
    assert.ok(bytes <= 316 * 1024, `${bytes}`);
    assert.ok(macs <= 8_000_000, `${macs}`);
    assert.ok(arenaBytes <= 100 * 1024, `${arenaBytes}`);
    assert.ok(evaluation.accuracy >= 0.815, `${evaluation.accuracy}`);
    assert.ok(evaluation.ece <= 0.05, `${evaluation.ece}`);
  });
});

describe("what the training reads and fetches", () => {
  for (const name of ["test_datasets", "test_fetch_detector", "test_recipes"]) {
    it(`passes ${name}.py`, () => {
      python("-m", "unittest", "-q", name);
    });
  }
});

/** What needs no more than numpy, which TensorFlow Lite Micro's runtime brings along. */
describe("the sums behind the network's figures", () => {
  let program: string;

  before(async function () {
    this.timeout(INSTALL_MS_MAX);
    try {
      program = await microPython();
    } catch (error) {
      if (!(error instanceof FirmwareStartError)) throw error;
      console.log(`      skipped: ${error.message}`);
      this.skip();
    }
  });

  for (const name of ["test_calibration", "test_curves", "test_slices"]) {
    it(`pass ${name}.py`, () => {
      runIn(program, "-m", "unittest", "-q", name);
    });
  }
});
