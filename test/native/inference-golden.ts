import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { MODEL_FOLDER } from "../../tools/project-paths.js";
import { type InputRecipe, networkInput } from "../goldens/network-input.js";
import { engineName, runAll } from "./model-cases.js";

/** The project's network, and what it must answer to inputs that are named by generator and seed. */
export const MODEL_FILE = join(MODEL_FOLDER, "person-detect.tflite");
export const INFERENCE_GOLDENS = join(MODEL_FOLDER, "golden/inference.json");
export const MODEL_INPUT = { height: 96, width: 96, channels: 3 };

export interface InferenceGolden {
  readonly recipe: InputRecipe;
  readonly output: readonly number[];
}

export function readInferenceGoldens(): InferenceGolden[] {
  const { cases } = JSON.parse(readFileSync(INFERENCE_GOLDENS, "utf8")) as {
    cases: readonly (InputRecipe & { output: readonly number[] })[];
  };
  return cases.map(({ output, ...recipe }) => ({ recipe: recipe as InputRecipe, output }));
}

/** The file as TensorFlow Lite makes it of the recipes that are in it. */
export function inferenceGoldensText(): string {
  const model = readFileSync(MODEL_FILE);
  const goldens = readInferenceGoldens();
  const answers = runAll(
    goldens.map(({ recipe, output }) => ({
      model,
      input: networkInput(recipe, MODEL_INPUT),
      outputBytes: output.length,
    })),
  );
  const lines = goldens.map(({ recipe }, at) => {
    return `    ${spaced({ ...recipe, output: [...(answers[at]?.output ?? [])] })}`;
  });
  const head = {
    schema: "nightjar.inference-golden/1",
    model: "person-detect.tflite",
    sha256: createHash("sha256").update(model).digest("hex"),
    engine: versionFirst(engineName()),
  };
  const opened = JSON.stringify(head, null, 2).slice(0, -2);
  return `${opened},\n  "cases": [\n${lines.join(",\n")}\n  ]\n}\n`;
}

/** "TensorFlow Lite 2.9.0 (C library)" as the training's tools call it. */
function versionFirst(name: string): string {
  const [, version] = /^TensorFlow Lite (\S+) \(C library\)$/.exec(name) ?? [];
  return version === undefined ? name : `TensorFlow Lite C library ${version}`;
}

/** JSON as the training's tools write it. */
function spaced(value: unknown): string {
  return JSON.stringify(value).replaceAll(",", ", ").replaceAll(":", ": ");
}

if (process.argv[1] === import.meta.filename)
  writeFileSync(INFERENCE_GOLDENS, inferenceGoldensText());
