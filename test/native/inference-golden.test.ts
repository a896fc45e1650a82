import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import {
  INFERENCE_GOLDENS,
  inferenceGoldensText,
  readInferenceGoldens,
} from "./inference-golden.js";

describe("the golden inferences", () => {
  it("are what one command makes anew: npm run goldens", () => {
    assert.equal(readFileSync(INFERENCE_GOLDENS, "utf8"), inferenceGoldensText());
  });

  it("name their inputs by generator and seed, and store no input", () => {
    const named = readInferenceGoldens().map(({ recipe }) => Object.keys(recipe).join());
    assert.ok(named.length > 5);
    for (const names of named) {
      assert.match(names, /^generator(,seed(,side)?|,value)?$/);
    }
  });
});
