import type { WorkerCommand } from "../../hosts/simulator/board/worker.js";
import { WorkerClient } from "../../hosts/simulator/board/worker-client.js";
import { logOddsOf } from "../../modules/detector/calibration.js";
import type { ModelManifest, OutputKind } from "../../modules/detector/manifest.js";
import { type Arena, measureArena } from "./arena.js";
import { calibrate, type Margin } from "./calibrate.js";
import { describeModel, type ModelDescription, openModel, type Tensor } from "./describe-model.js";
import { checkJudged } from "./enough-pictures.js";
import { areaUnderCurve, type Figures, figuresOf } from "./figures.js";
import { type Answer, judgedOf, judgePictures } from "./judge-pictures.js";
import type { LabelledPicture } from "./labelled-pictures.js";
import { mendedQuantization } from "./mend-quantization.js";
import { ModelFileError } from "./model-error.js";
import type { OnPicture } from "./progress.js";
import { split } from "./split.js";

export const SIDE = 96;
/** Of each label: half of them calibrate, half of them judge. */
export const PICTURES_MIN = 100;
/** Nearer to a coin than this, it knows nothing of people, either way round. */
const AUC_MARGIN_MIN = 0.05;
/** What a range may lack of -1 or 0 to 1: converters take it from the pictures they saw. */
const RANGE_TOLERANCE = 0.02;

export interface Imported {
  readonly model: Uint8Array;
  readonly mended: boolean;
  readonly described: ModelDescription;
  readonly arena: Arena;
  readonly output: Pick<ModelManifest["output"], "kind" | "labels">;
  readonly calibration: ModelManifest["calibration"];
  /** On the half that did not calibrate. */
  readonly figures: Figures;
  readonly calibratedOn: number;
  readonly refused: readonly string[];
}

/**
 * Checks, measures and calibrates a network that somebody else made, where at least `picturesMin` of each
 * label can be judged. Throws ModelFileError.
 */
export async function importModel(
  worker: WorkerCommand,
  file: Uint8Array,
  pictures: readonly LabelledPicture[],
  onPicture: OnPicture,
  picturesMin = PICTURES_MIN,
): Promise<Imported> {
  const checked = await checkModel(worker, file);
  const { model, described } = checked;
  const arena = await measureArena(model);
  const judgement = await judgePictures(
    worker,
    model,
    { width: SIDE, height: SIDE, channels: channelsOf(described), fit: "squash" },
    pictures,
    onPicture,
  );
  checkJudged(judgement, picturesMin);
  const { answers, refused } = judgement;
  const [fitted, judged] = split(answers);
  const output = outputOf(described, fitted);
  const calibration = calibrationOf(fitted, described.output, output);
  const figures = figuresOf(judgedOf(judged, described.output, { output, calibration }));
  return { ...checked, arena, output, calibration, figures, calibratedOn: fitted.length, refused };
}

/** As it is, or mended where only that lets it pass. */
async function checkModel(
  worker: WorkerCommand,
  file: Uint8Array,
): Promise<Pick<Imported, "model" | "mended" | "described">> {
  try {
    return { model: file, mended: false, described: await examine(worker, file) };
  } catch (error) {
    const model = mendedQuantization(file);
    if (!(error instanceof ModelFileError) || model === undefined) throw error;
    return { model, mended: true, described: await examine(worker, model) };
  }
}

async function examine(worker: WorkerCommand, model: Uint8Array): Promise<ModelDescription> {
  const client = await WorkerClient.start(worker);
  try {
    const described = await describeModel(client, model);
    checkShape(described);
    await openModel(client, model);
    return described;
  } finally {
    client.close();
  }
}

function checkShape({ input, output }: ModelDescription): void {
  const [height, width] = input.shape;
  if (height !== SIDE || width !== SIDE) {
    const found = input.shape.join("x");
    throw new ModelFileError(
      "model-wrong-shape",
      `its input is ${found}; this firmware's networks see ${SIDE}x${SIDE}x1 or x3.`,
    );
  }
  const classes = output.shape[0] ?? 0;
  if (classes !== 1 && classes !== 2) {
    throw new ModelFileError(
      "model-wrong-shape",
      `it gives ${classes} scores; one (the log-odds of a person) or two are wanted.`,
    );
  }
  const low = input.scale * (-128 - input.zeroPoint);
  const high = input.scale * (127 - input.zeroPoint);
  const isUsual =
    Math.abs(high - 1) < RANGE_TOLERANCE &&
    Math.min(Math.abs(low), Math.abs(low + 1)) < RANGE_TOLERANCE;
  if (isUsual) return;
  throw new ModelFileError(
    "model-wrong-input-range",
    `its pixels go from ${low.toFixed(3)} to ${high.toFixed(3)}; the firmware gives black to white as 0 to 1 or -1 to 1. Put the scaling into the network.`,
  );
}

export function channelsOf({ input }: ModelDescription): 1 | 3 {
  return input.shape[2] === 1 ? 1 : 3;
}

/** Kind by the operators; which score is the person's by what it does on labelled pictures. */
function outputOf({ operators, output }: ModelDescription, answers: readonly Answer[]) {
  const kind: OutputKind =
    output.shape[0] === 1 ? "score" : operators.includes("SOFTMAX") ? "probabilities" : "logits";
  const labels = kind === "score" ? ["person"] : ["noperson", "person"];
  const auc = areaUnderCurve(
    marginsOf(answers, output, { kind, labels }).map(({ logOdds, person }) => ({
      probability: logOdds,
      person,
    })),
  );
  if (Math.abs(auc - 0.5) < AUC_MARGIN_MIN) {
    throw new ModelFileError(
      "model-knows-no-people",
      `on these pictures it tells people from none no better than a coin (AUC ${auc.toFixed(3)}). Are the labels right?`,
    );
  }
  if (auc > 0.5) return { kind, labels };
  if (kind !== "score") return { kind, labels: ["person", "noperson"] };
  throw new ModelFileError(
    "model-wrong-output",
    `its score falls where people are (AUC ${auc.toFixed(3)}): turn it round.`,
  );
}

function calibrationOf(
  answers: readonly Answer[],
  tensor: Tensor,
  output: Imported["output"],
): ModelManifest["calibration"] {
  const { temperature, bias } = calibrate(marginsOf(answers, tensor, output));
  const rounded = { temperature: Number(temperature.toFixed(6)), bias: Number(bias.toFixed(6)) };
  if (rounded.temperature >= 0.01 && rounded.temperature <= 100 && Math.abs(bias) <= 100)
    return rounded;
  throw new ModelFileError(
    "model-not-calibrated",
    `temperature ${temperature}, bias ${bias}: its scores are no log-odds.`,
  );
}

function marginsOf(
  answers: readonly Answer[],
  tensor: Tensor,
  output: Imported["output"],
): Margin[] {
  return answers.map(({ scores, person }) => ({
    logOdds: logOddsOf(scores, tensor, output),
    person,
  }));
}
