import type { TensorDescription } from "../host/detector.js";
import { type ModelManifest, personIndex } from "./manifest.js";

/** The network's quantized answer as the calibrated probability of a person. */
export function personProbability(
  output: Int8Array,
  tensor: Pick<TensorDescription, "scale" | "zeroPoint">,
  { output: { kind, labels }, calibration }: Pick<ModelManifest, "output" | "calibration">,
): number {
  const person = personIndex(labels);
  const logOdds = logOddsOf(output, tensor, kind, person);
  return 1 / (1 + Math.exp(-(logOdds + calibration.bias) / calibration.temperature));
}

function logOddsOf(
  output: Int8Array,
  { scale, zeroPoint }: Pick<TensorDescription, "scale" | "zeroPoint">,
  kind: ModelManifest["output"]["kind"],
  person: number,
): number {
  const score = scale * ((output[person] as number) - zeroPoint);
  switch (kind) {
    case "score":
      return score;
    case "logits":
      return score - scale * ((output[1 - person] as number) - zeroPoint);
    case "probabilities": {
      // Half a step from the ends: a quantized 0 or 1 is "less than a step", never certainty.
      const probability = Math.min(Math.max(score, scale / 2), 1 - scale / 2);
      return Math.log(probability / (1 - probability));
    }
  }
}
