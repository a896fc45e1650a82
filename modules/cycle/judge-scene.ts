import { detect } from "../detector/detect.js";
import { judge } from "../policy/decide.js";
import { seeAgain } from "./see.js";
import { noteFailure, type Sight, type ThisWake } from "./this-wake.js";

/**
 * Lets the chip judge the scene, with further looks while it is unsure. The frame left in `sight`
 * is the last one that was judged, or the one that could not be.
 */
export async function judgeScene(wake: ThisWake, sight: Sight): Promise<void> {
  const { confidenceThreshold, looksAgainMax } = wake.settings.policy;
  // Without the flash there is nothing to see, and it shines once.
  const looksMax = wake.motion?.reason === "flash" ? 0 : looksAgainMax;
  const probabilities: number[] = [];
  for (let again = 0; again <= looksMax; again++) {
    if (again > 0 && !(await seeAgain(wake, sight))) break;
    const probability = detectPerson(wake, sight.tensor);
    if (probability === undefined) break;
    probabilities.push(probability);
    wake.chip = judge(probabilities, confidenceThreshold);
    if (wake.chip.label !== "uncertain") break;
  }
  if (wake.chip !== null) wake.state.lastProbability = wake.chip.probability;
}

function detectPerson(wake: ThisWake, tensor: Int8Array): number | undefined {
  const { host, model, state } = wake;
  // Why there is none was noted when it was looked for.
  if (model === undefined) return undefined;
  const detected = detect(host, model, state.model, tensor);
  if (!detected.ok) {
    noteFailure(wake, "detect", detected);
    return undefined;
  }
  wake.inferences += 1;
  state.totals.inferences += 1;
  const shown = wake.looks[wake.looks.length - 1];
  if (shown !== undefined) shown.probability = detected.value;
  return detected.value;
}
