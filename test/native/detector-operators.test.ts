import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./native-driver.js";

const sourceOf = (file: string) => readFileSync(join(ROOT, file), "utf8");

/** "DEPTHWISE_CONV_2D" as TensorFlow Lite Micro registers it: "DepthwiseConv2D". */
function registeredAs(operator: string): string {
  const words = operator.split("_").map((word) => word.charAt(0) + word.slice(1).toLowerCase());
  return words.join("").replace(/2d$/, "2D");
}

function registeredIn(file: string): string[] {
  return [...sourceOf(file).matchAll(/operators->Add(\w+)\(\);/g)].map(([, name = ""]) => name);
}

describe("the operators of a board's engine", () => {
  it("are those of the model card, so that an image has no other's code", () => {
    const card = join(ROOT, "models/person-detect/model.json");
    const { operators } = JSON.parse(readFileSync(card, "utf8")) as { operators: string[] };
    assert.deepEqual(
      registeredIn("native/detector/detector_operators_card.cc"),
      operators.map(registeredAs).sort(),
    );
  });

  it("are in tests all those that the check knows", () => {
    const table = sourceOf("native/detector/model_operators.c").matchAll(
      /model_check_\w+\},\s*\/\* (\w+) \*\//g,
    );
    const known = [...table].map(([, name = ""]) => registeredAs(name)).sort();
    assert.ok(known.includes("DepthwiseConv2D"), known.join());
    assert.deepEqual(registeredIn("test/device/esp32/detector_operators_all.cc"), known);
  });
});
