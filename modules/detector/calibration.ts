import type { TensorDescription } from "../host/detector.js";
import { type ModelManifest, personIndex } from "./manifest.js";

type Quantization = Pick<TensorDescription, "scale" | "zeroPoint">;

interface Meaning {
  readonly output: Pick<ModelManifest["output"], "kind" | "labels">;
}

/** The network's quantized answer as the calibrated probability of a person. */
export function personProbability(
  output: Int8Array,
  tensor: Quantization,
  { output: meaning, calibration }: Meaning & Pick<ModelManifest, "calibration">,
): number {
  const logOdds = logOddsOf(output, tensor, meaning);
  return 1 / (1 + Math.exp(-(logOdds + calibration.bias) / calibration.temperature));
}

/** The same before calibration. */
export function logOddsOf(
  output: Int8Array,
  { scale, zeroPoint }: Quantization,
  { kind, labels }: Meaning["output"],
): number {
  const person = personIndex(labels);
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
