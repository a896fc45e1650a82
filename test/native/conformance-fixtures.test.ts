import assert from "node:assert/strict";
import {
  smallModel as fixtureModel,
  SMALL_MODEL_OUTPUT,
  smallModelInput,
  tinyJpeg,
} from "../conformance/native/fixtures.js";
import { goldenOf } from "./image-golden.js";
import { run } from "./model-cases.js";
import { smallModel } from "./small-model.js";

describe("the fixtures of test/conformance/native", () => {
  it("are the picture and the model that they say", () => {
    assert.ok(Buffer.from(tinyJpeg()).equals(goldenOf("tiny-444").jpeg));
    assert.ok(Buffer.from(fixtureModel()).equals(smallModel()));
  });

  it("name the output that the engine gives", () => {
    const { output } = run(fixtureModel(), smallModelInput(), 2);
    assert.deepEqual([...output], [...SMALL_MODEL_OUTPUT]);
  });
});
