import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { run, runDamaged } from "./model-cases.js";
import { ROOT } from "./native-driver.js";
import { numbers } from "./picture.js";
import { named, smallModel } from "./small-model.js";

const INPUT_BYTES = 8 * 8 * 3;

function inputOf(seed: number, byteLength = INPUT_BYTES): Int8Array {
  const random = numbers(seed);
  return Int8Array.from({ length: byteLength }, () => Math.floor(random() * 256) - 128);
}

describe("the desktop's detector engine", () => {
  it("refuses by the check's code and operator", () => {
    const model = smallModel((change) => {
      for (const operator of change.operators) if (operator.code === 25) operator.code = 14;
    });
    const { code, where } = run(model, inputOf(1), 2);
    assert.deepEqual({ code, where }, { code: "model-unknown-operator", where: 8 });
  });

  it("passes on that the engine itself refuses, with its own code", () => {
    const model = smallModel((change) => {
      // The library wants the dimension of scales within the tensor even where there is one scale.
      const bias = named(change.tensors, "bias 3");
      bias.quantizedDimension = 3;
    });
    assert.equal(run(model, inputOf(1), 2).code, "model-engine-refused");
  });

  it("refuses tensors of another length", () => {
    assert.equal(
      run(smallModel(), inputOf(1, INPUT_BYTES - 1), 2).invokeCode,
      "detector-wrong-tensor",
    );
    assert.equal(run(smallModel(), inputOf(1), 3).invokeCode, "detector-wrong-tensor");
  });

  it("gives probabilities that make one, and the same twice", () => {
    const { code, invokeCode, output } = run(smallModel(), inputOf(2), 2);
    assert.deepEqual([code, invokeCode], ["ok", "ok"]);
    const sum = output.reduce((total, value) => total + value + 128, 0);
    assert.ok(Math.abs(sum - 256) <= 1, `${output}`);
    assert.deepEqual(run(smallModel(), inputOf(2), 2).output, output);
  });

  it("allocates nothing once it is open", () => {
    assert.equal(run(smallModel(), inputOf(3), 2).heapGrownBytes, 0);
  });

  it("survives every damaged model that passes the check", function () {
    this.timeout(60_000);
    const { opened, refusedByEngine } = runDamaged(smallModel(), 1, 10_000);
    assert.ok(opened > 100, `${opened} opened, ${refusedByEngine} refused by the engine`);
  });

  it("runs the project's own model, of 96 x 96 pixels, without allocating", () => {
    const model = readFileSync(join(ROOT, "models/person-detect/person-detect.tflite"));
    const { code, invokeCode, heapGrownBytes } = run(model, inputOf(4, 96 * 96 * 3), 2);
    assert.deepEqual([code, invokeCode, heapGrownBytes], ["ok", "ok", 0]);
  });
});
