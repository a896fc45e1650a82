import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { check, checkAll, checkDamaged } from "./model-cases.js";
import { operatorOf, REFUSALS } from "./model-refusals.js";
import { ROOT } from "./native-driver.js";
import { numbers } from "./picture.js";
import { smallModel } from "./small-model.js";

describe("the check of a model refuses", () => {
  it("nothing at all", () => {
    assert.equal(check(new Uint8Array(0)).code, "model-empty");
  });

  it("random bytes, with and without the identifier", () => {
    const random = numbers(9);
    const files = Array.from({ length: 500 }, (_, at) => {
      const bytes = Uint8Array.from({ length: 1 + random() * 300 }, () => random() * 256);
      if (at % 2) bytes.set([16, 0, 0, 0, 0x54, 0x46, 0x4c, 0x33].slice(0, bytes.length));
      return bytes;
    });
    const codes = new Set(checkAll(files).map(({ code }) => code));
    assert.ok(!codes.has("ok"));
    assert.ok(codes.has("model-not-flatbuffer"));
  });

  it("a model cut off at any byte", () => {
    const model = smallModel();
    const cuts = Array.from({ length: 300 }, (_, at) => Math.floor((at * model.length) / 300));
    for (const { code } of checkAll(cuts.map((length) => model.slice(0, length)))) {
      assert.notEqual(code, "ok");
    }
  });

  it("a file larger than it was told", () => {
    const model = smallModel();
    assert.equal(check(model, model.length - 1).code, "model-too-large");
    assert.equal(check(model, model.length).code, "ok");
  });

  for (const [what, change, code, where = -1] of REFUSALS) {
    it(`${what}: ${code}`, () => {
      const checked = check(smallModel(change));
      assert.deepEqual({ code: checked.code, where: checked.where }, { code, where });
    });
  }

  it("damage of any kind without reading out of bounds", () => {
    const counts = checkDamaged(smallModel(), 1, 20_000);
    assert.ok((counts.ok ?? 0) > 0 && (counts["model-not-flatbuffer"] ?? 0) > 0);
  });
});

describe("the check of a model accepts", () => {
  it("every operator of its table, and says what goes in and out", () => {
    const { code, where, input, output } = check(smallModel());
    assert.deepEqual({ code, where }, { code: "ok", where: -1 });
    assert.deepEqual(input, { shape: [8, 8, 3], zeroPoint: -3, scale: Math.fround(0.05) });
    assert.deepEqual(output, { shape: [2], zeroPoint: -128, scale: 1 / 256 });
  });

  it("an output of the shape [1, 1, 1, classes]", () => {
    const checked = check(
      smallModel((model) => {
        model.operators = model.operators.slice(0, 6);
        model.outputs = operatorOf(model, 1).outputs;
      }),
    );
    assert.deepEqual([checked.code, checked.output.shape], ["ok", [4]]);
  });

  it("codes that no operator uses, which exporters leave behind", () => {
    const model = smallModel((change) => {
      change.unusedCodes.push(114, 6);
    });
    assert.equal(check(model).code, "ok");
  });

  it("the project's own model, in the room that the board has", () => {
    const model = readFileSync(join(ROOT, "models/person-detect/person-detect.tflite"));
    const { code, input, output, macs } = check(model);
    assert.equal(code, "ok");
    assert.deepEqual([input.shape, output.shape], [[96, 96, 3], [2]]);
    assert.ok(macs > 1_000_000);
  });
});
