import assert from "node:assert/strict";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { generateDay } from "../../../hosts/simulator/board/camera/day.js";
import { showsPerson } from "../../../hosts/simulator/board/camera/scenes/studio.js";
import type { WorkerCommand } from "../../../hosts/simulator/board/worker.js";
import { personProbability } from "../../../modules/detector/calibration.js";
import { MODEL_BYTES_MAX } from "../../../modules/detector/model-slot.js";
import { buildWorker } from "../../../tools/build-host.js";
import { evaluateModel } from "../../../tools/model/evaluate-model.js";
import { importModel } from "../../../tools/model/import-model.js";
import { judgePictures } from "../../../tools/model/judge-pictures.js";
import { type LabelledPicture, labelledPictures } from "../../../tools/model/labelled-pictures.js";
import { ModelFileError } from "../../../tools/model/model-error.js";
import { readModelFolder } from "../../../tools/model/model-folder.js";
import { limitsOf, modelJsonOf } from "../../../tools/model/model-json.js";
import { MODEL_FOLDER } from "../../../tools/project-paths.js";
import { openScratchFolder } from "../../helpers/scratch-folder.js";
import { smallModel } from "../../native/small-model.js";

const PICTURES = 24;
/** Of each label, where it takes no more to see what is refused. */
const FEW = 2;
const DAMAGED = 60;
const SEED = Number(process.env.IMPORT_SEED ?? 20);
const nothing = () => {};

async function drawPictures(write: (name: string, jpeg: Buffer) => void): Promise<void> {
  const missing = { person: PICTURES / 2, noperson: PICTURES / 2 };
  for (let seed = 1; missing.person + missing.noperson > 0; seed++) {
    for await (const step of generateDay(seed, { steps: 40, place: "front door" })) {
      const label = showsPerson(step) ? "person" : "noperson";
      if (missing[label] === 0) continue;
      missing[label] -= 1;
      write(`${label}/${seed}-${step.index}.jpg`, await step.jpeg());
    }
  }
}

describe("bringing in a network", () => {
  const scratch = openScratchFolder();
  const network = readModelFolder(MODEL_FOLDER);
  let worker: WorkerCommand;
  let pictures: LabelledPicture[];

  const bring = (file: Uint8Array, labelled: readonly LabelledPicture[] = pictures) =>
    importModel(worker, file, labelled, nothing, FEW);

  const refused = (file: Uint8Array, code: string) =>
    assert.rejects(bring(file), (error) => {
      assert.ok(error instanceof ModelFileError);
      assert.equal(error.code, code, error.message);
      return true;
    });

  before(async function () {
    this.timeout(180_000);
    worker = await buildWorker(nothing);
    await drawPictures((name, jpeg) => {
      mkdirSync(dirname(scratch.path(name)), { recursive: true });
      writeFileSync(scratch.path(name), jpeg);
    });
    pictures = labelledPictures(scratch.path("."));
  });

  after(() => scratch.remove());

  it("refuses what is no network", () => refused(new Uint8Array(100), "model-not-flatbuffer"));

  it("refuses one that is cut off", () =>
    refused(network.model.subarray(0, 200_000), "model-not-flatbuffer"));

  it("refuses another side than 96", () => refused(smallModel(), "model-wrong-shape"));

  it("refuses floating point", () =>
    refused(
      smallModel(({ tensors: [first] }) => {
        if (first) first.type = 0;
      }),
      "model-wrong-type",
    ));

  it("refuses an operator that was never measured, by its name", () =>
    assert.rejects(
      bring(
        smallModel(({ operators }) => {
          for (const operator of operators) if (operator.code === 25) operator.code = 14;
        }),
      ),
      /model-unknown-operator: LOGISTIC \(number 8\)/,
    ));

  it("refuses one that cannot tell these labels", () => {
    const [first] = pictures as [LabelledPicture];
    const alike = pictures.map((_, index) => ({ ...first, person: index % 2 === 0 }));
    return assert.rejects(bring(network.model, alike), /model-knows-no-people/);
  });

  it("finds out which output is the person's", async () => {
    const { output } = await bring(network.model);
    assert.deepEqual(output, { kind: "logits", labels: ["noperson", "person"] });
    const other = await bring(network.model, pictures.map(turned));
    assert.deepEqual(other.output.labels, ["person", "noperson"]);
  });

  it("writes a model.json that the firmware takes", async () => {
    const imported = await bring(network.model);
    const folder = scratch.path("imported");
    mkdirSync(folder);
    const origin = { name: "mine", file: "a.tflite", sha256: "", labels: "drawn" };
    writeFileSync(join(folder, "model.json"), modelJsonOf(imported, origin));
    writeFileSync(join(folder, "mine.tflite"), imported.model);
    const { manifest } = readModelFolder(folder);
    assert.deepEqual(manifest.input, network.manifest.input);
    assert.deepEqual(manifest.calibration, imported.calibration);
    assert.deepEqual(limitsOf(imported), [], "our own network runs on a board");
  });

  it("says of a network that fits no slot that a run refuses it too", async () => {
    const imported = await bring(network.model);
    const model = new Uint8Array(MODEL_BYTES_MAX + 1);
    assert.match(limitsOf({ ...imported, model }).join(), /holds 323584: npm start refuses it too/);
  });

  it("judges every picture as the firmware does", async () => {
    const { answers } = await judgePictures(
      worker,
      network.model,
      network.manifest.input,
      pictures,
      nothing,
    );
    const { evaluation } = await evaluateModel(worker, network, pictures, nothing);
    const right = answers.filter(({ scores, person }) => {
      const tensor = network.manifest.output;
      return personProbability(scores, tensor, network.manifest) >= 0.5 === person;
    }).length;
    assert.equal(evaluation.accuracy, right / PICTURES);
    assert.equal(evaluation.pictures, PICTURES);
  });

  it("leaves out what the decoder refuses, and says so", async () => {
    const broken = scratch.path("broken.jpg");
    writeFileSync(broken, readFileSync((pictures[0] as LabelledPicture).path).subarray(0, 500));
    const { evaluation, refused: left } = await evaluateModel(
      worker,
      network,
      [...pictures, { path: broken, person: true }],
      nothing,
    );
    assert.equal(evaluation.pictures, PICTURES);
    assert.deepEqual(left, [`${broken}: image-truncated`]);
  });

  it("leaves out what is no file under a picture's name", async () => {
    const [dangling, folder] = [scratch.path("person/x.jpg"), scratch.path("noperson/zz.jpg")];
    symlinkSync(scratch.path("gone.jpg"), dangling);
    mkdirSync(folder);
    const labelled = labelledPictures(scratch.path("."));
    assert.equal(labelled.length, PICTURES + 2);
    const { evaluation, refused: left } = await evaluateModel(worker, network, labelled, nothing);
    assert.equal(evaluation.pictures, PICTURES);
    assert.deepEqual(left, [`${folder}: unreadable`, `${dangling}: unreadable`]);
  });

  it("calibrates on no fewer pictures than promised, whatever the files are called", () =>
    assert.rejects(
      importModel(worker, network.model, pictures, nothing),
      new RegExp(`model-pictures-too-few: .*${PICTURES / 2} with a person and .*at least 100`),
    ));

  it("has no figures where nothing of a label could be judged, and names what was refused", () => {
    const broken = { path: scratch.path("gone.jpg"), person: true };
    const labelled = [...pictures.filter(({ person }) => !person), broken];
    return assert.rejects(
      evaluateModel(worker, network, labelled, nothing),
      /model-pictures-too-few: .* 0 with a person and 12 without .*at least 1 of each.*\nleft out, .*: 1\n.*gone\.jpg: unreadable/,
    );
  });

  it(`survives damaged files (${DAMAGED}; again: IMPORT_SEED=${SEED})`, async function () {
    this.timeout(120_000);
    let state = SEED;
    const next = (below: number): number => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state % below;
    };
    for (let round = 0; round < DAMAGED; round++) {
      const damaged = network.model.slice();
      // The tables lie at the end, behind the weights.
      for (let hit = 0; hit < 3; hit++) damaged[damaged.length - 1 - next(20_000)] = next(256);
      try {
        await bring(damaged, pictures.slice(0, 2).concat(pictures.slice(-2)));
      } catch (error) {
        if (!(error instanceof ModelFileError)) throw error;
      }
    }
  });
});

const turned = ({ path, person }: LabelledPicture): LabelledPicture => ({ path, person: !person });
