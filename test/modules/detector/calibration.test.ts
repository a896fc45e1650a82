import assert from "node:assert/strict";
import fc from "fast-check";
import { personProbability } from "../../../modules/detector/calibration.js";
import type { ModelManifest, OutputKind } from "../../../modules/detector/manifest.js";

function manifestOf(kind: OutputKind, labels: string[], temperature = 1, bias = 0) {
  return {
    output: { kind, labels, scale: 0.1, zeroPoint: 0 },
    calibration: { temperature, bias },
  } satisfies Pick<ModelManifest, "output" | "calibration">;
}

const tensor = { scale: 0.1, zeroPoint: -8 };
const near = (actual: number, expected: number): void =>
  assert.ok(Math.abs(actual - expected) < 1e-12, `${actual}, expected ${expected}`);

describe("the calibrated probability", () => {
  it("of two logits is the logistic of their difference, whichever comes first", () => {
    const expected = 1 / (1 + Math.exp(-3));
    const person = manifestOf("logits", ["noPerson", "person"]);
    near(personProbability(Int8Array.of(-18, 12), tensor, person), expected);
    const turned = manifestOf("logits", ["Person", "noperson"]);
    near(personProbability(Int8Array.of(12, -18), tensor, turned), expected);
  });

  it("of a score is the logistic of the score", () => {
    near(
      personProbability(Int8Array.of(12), tensor, manifestOf("score", ["person"])),
      1 / (1 + Math.exp(-2)),
    );
  });

  it("of probabilities is the person's own where nothing is to be calibrated", () => {
    const softmax = { scale: 1 / 256, zeroPoint: -128 };
    const manifest = manifestOf("probabilities", ["noperson", "person"]);
    near(personProbability(Int8Array.of(-64, 64), softmax, manifest), 0.75);
  });

  it("of a quantized 0 or 1 is no certainty", () => {
    const softmax = { scale: 1 / 256, zeroPoint: -128 };
    const manifest = manifestOf("probabilities", ["noperson", "person"]);
    near(personProbability(Int8Array.of(127, -128), softmax, manifest), 1 / 512);
    near(personProbability(Int8Array.of(-128, 127), softmax, manifest), 255 / 256);
  });

  it("applies the bias before the temperature", () => {
    const manifest = manifestOf("score", ["person"], 2, -1);
    near(personProbability(Int8Array.of(22), tensor, manifest), 1 / (1 + Math.exp(-1)));
  });

  it("stays a probability, and grows with the person's output", () => {
    const manifest = manifestOf("logits", ["noperson", "person"], 0.5, 0.3);
    const int8 = fc.integer({ min: -128, max: 126 });
    fc.assert(
      fc.property(int8, int8, (other, person) => {
        const low = personProbability(Int8Array.of(other, person), tensor, manifest);
        const high = personProbability(Int8Array.of(other, person + 1), tensor, manifest);
        assert.ok(low >= 0 && high <= 1 && low <= high, `${low} ${high}`);
      }),
    );
  });
});
