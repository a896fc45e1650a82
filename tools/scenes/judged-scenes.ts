import type { WorkerCommand } from "../../hosts/simulator/board/worker.js";
import type { Judged } from "../model/figures.js";
import { judgedOf, judgePictures } from "../model/judge-pictures.js";
import type { LabelledPicture } from "../model/labelled-pictures.js";
import { ModelFileError } from "../model/model-error.js";
import type { ModelFolder } from "../model/model-folder.js";
import type { OnPicture } from "../model/progress.js";
import type { DrawnScene } from "./draw-scenes.js";

export interface Judgement {
  /** Of a person, calibrated, 0 to 1. */
  readonly probability: number;
  readonly right: boolean;
}

export type JudgedScene = DrawnScene & Judgement;

/** Where the network's answer turns, with equal costs of both errors. */
const THRESHOLD = 0.5;

/** In the order of the scenes, by the firmware's own decoder and detector. Throws ModelFileError. */
export async function judgeScenes<Scene extends LabelledPicture>(
  worker: WorkerCommand,
  { manifest, model }: ModelFolder,
  scenes: readonly Scene[],
  onPicture: OnPicture,
): Promise<(Scene & Judgement)[]> {
  const { answers, refused } = await judgePictures(
    worker,
    model,
    manifest.input,
    scenes,
    onPicture,
  );
  if (refused.length > 0) {
    throw new ModelFileError("detector-failed", `the decoder refuses drawn frames: ${refused[0]}`);
  }
  const judged = judgedOf(answers, manifest.output, manifest);
  return scenes.map((scene, index) => {
    const { probability } = judged[index] as Judged;
    return { ...scene, probability, right: probability >= THRESHOLD === scene.person };
  });
}
