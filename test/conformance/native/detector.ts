import type { Detector } from "../../../modules/host/detector.js";
import { detectorEngine, NativeDetectorEngine } from "../../../native/detector/detector.js";
import type { Assertions } from "../assertions.js";
import { SMALL_MODEL_OUTPUT, smallModel, smallModelInput } from "./fixtures.js";

/** A model in, tensors in, tensors out; the glue of `native/detector` as scripts see it. */
export default function (t: Assertions): void {
  refusesByCode(t);
  refusesSizes(t);
  describes(t);
  invokes(t);
  outlivesItsModelsBuffer(t);
  closes(t);
}

function codeOf(model: Uint8Array, engine = detectorEngine): string {
  const outcome = engine.open(model);
  return outcome.ok ? "ok" : outcome.code;
}

function opened(t: Assertions, model: Uint8Array): Detector {
  const outcome = detectorEngine.open(model);
  t.ok(outcome.ok, "opens");
  if (!outcome.ok) throw new Error(outcome.code);
  return outcome.value;
}

function refusesByCode(t: Assertions): void {
  t.equal(codeOf(new Uint8Array(0)), "model-empty", "nothing");
  t.equal(codeOf(new Uint8Array(1000).fill(7)), "model-not-flatbuffer", "noise");
  t.equal(codeOf(smallModel().slice(0, 2000)), "model-not-flatbuffer", "half a model");
  t.equal(codeOf(new Uint8Array(316 * 1024 + 1)), "model-too-large", "more than the slot holds");
  const text = "TFL3" as unknown as Uint8Array;
  t.throws(() => detectorEngine.open(text), TypeError, "a model that is a string");
}

function refusesSizes(t: Assertions): void {
  const small = new NativeDetectorEngine({ modelBytesMax: 1000 });
  t.equal(codeOf(smallModel(), small), "model-too-large", "an engine's own bound");
  for (const modelBytesMax of [0, -1, 1.5, Number.NaN, 2 ** 31]) {
    const make = () => new NativeDetectorEngine({ modelBytesMax });
    t.throws(make, RangeError, `a bound of ${modelBytesMax}`);
  }
}

function describes(t: Assertions): void {
  const detector = opened(t, smallModel());
  t.ok(detectorEngine.name.length > 0, "the engine has a name");
  t.equal(detector.engine, detectorEngine.name, "the detector has its engine's name");
  t.equal(detector.input.type, "int8", "type");
  t.equal(detector.input.shape.join(), "8,8,3", "the input's shape");
  t.equal(detector.input.scale, Math.fround(0.05), "the input's scale");
  t.equal(detector.input.zeroPoint, -3, "the input's zero point");
  t.equal(detector.output.shape.join(), "2", "the output's shape");
  t.equal(detector.output.scale, 1 / 256, "the output's scale");
  t.equal(detector.output.zeroPoint, -128, "the output's zero point");
  t.ok(detector.arenaBytes >= 0, "the arena's use");
  detector.close();
}

function invokes(t: Assertions): void {
  const detector = opened(t, smallModel());
  const output = new Int8Array(2);
  const short = detector.invoke(new Int8Array(5), output);
  t.equal(short.ok ? "ok" : short.code, "detector-wrong-tensor", "a short input");
  const long = detector.invoke(smallModelInput(), new Int8Array(3));
  t.equal(long.ok ? "ok" : long.code, "detector-wrong-tensor", "a long output");
  for (let times = 0; times < 3; times++) {
    t.ok(detector.invoke(smallModelInput(), output).ok, "invokes");
    t.equal(output.join(), SMALL_MODEL_OUTPUT.join(), "the golden output");
  }
  detector.close();
}

/** Buffers move when garbage is collected; what the engine reads must not. */
function outlivesItsModelsBuffer(t: Assertions): void {
  const detector = opened(t, smallModel());
  const output = new Int8Array(2);
  for (let times = 0; times < 50; times++) new Uint8Array(16 * 1024).fill(times);
  t.ok(detector.invoke(smallModelInput(), output).ok, "invokes after a lot of garbage");
  t.equal(output.join(), SMALL_MODEL_OUTPUT.join(), "the golden output, still");
  detector.close();
}

function closes(t: Assertions): void {
  const detector = opened(t, smallModel());
  detector.close();
  detector.close();
  t.throws(() => detector.invoke(smallModelInput(), new Int8Array(2)), Error, "closed");
}
