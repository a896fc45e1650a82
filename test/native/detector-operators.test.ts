import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { registeredAs, registeredIn } from "../../tools/model/operators.js";
import { ROOT } from "./native-driver.js";

const sourceOf = (file: string) => readFileSync(join(ROOT, file), "utf8");

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
