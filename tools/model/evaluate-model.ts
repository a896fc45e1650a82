import type { WorkerCommand } from "../../hosts/simulator/board/worker.js";
import { WorkerClient } from "../../hosts/simulator/board/worker-client.js";
import { type Arena, measureArena } from "./arena.js";
import { describeModel } from "./describe-model.js";
import { checkJudged } from "./enough-pictures.js";
import { type Figures, figuresOf } from "./figures.js";
import { judgedOf, judgePictures } from "./judge-pictures.js";
import type { LabelledPicture } from "./labelled-pictures.js";
import type { ModelFolder } from "./model-folder.js";
import type { OnPicture } from "./progress.js";

export interface Evaluation extends Figures {
  readonly schema: "nightjar.model/1";
  readonly bytes: number;
  /** TensorFlow Lite Micro's own count on this machine, some 3 KB above a board's; null: nobody could. */
  readonly arenaBytes: number | null;
  readonly macs: number;
}

export interface Evaluated {
  readonly evaluation: Evaluation;
  readonly refused: readonly string[];
  readonly arena: Arena;
}

/** A model folder on labelled pictures, by the firmware's own code. Throws ModelFileError. */
export async function evaluateModel(
  worker: WorkerCommand,
  { manifest, model }: ModelFolder,
  pictures: readonly LabelledPicture[],
  onPicture: OnPicture,
): Promise<Evaluated> {
  const client = await WorkerClient.start(worker);
  const described = await describeModel(client, model).finally(() => client.close());
  const arena = await measureArena(model);
  const judged = await judgePictures(worker, model, manifest.input, pictures, onPicture);
  checkJudged(judged, 1);
  const figures = figuresOf(judgedOf(judged.answers, described.output, manifest));
  const { macs } = described;
  return {
    evaluation: {
      schema: "nightjar.model/1",
      ...figures,
      bytes: model.byteLength,
      arenaBytes: arena.bytes,
      macs,
    },
    refused: judged.refused,
    arena,
  };
}
