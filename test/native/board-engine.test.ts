import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type InputRecipe, networkInput } from "../goldens/network-input.js";
import { compileMicroEngine, HAS_COMPONENTS, type Kernels } from "./micro-library.js";
import { type Engine, MODEL_CHECK, type Ran, run, runAll, runDamaged } from "./model-cases.js";
import { buildDriver, ROOT } from "./native-driver.js";
import { MEASURED_OPERATORS, operatorModel } from "./operator-models.js";
import { numbers } from "./picture.js";
import { named, smallModel } from "./small-model.js";

const KIB = 1024;
const MODELS_PER_OPERATOR = 500;
/** Some ninety files of C++, once. */
const BUILD_MS_MAX = 1_800_000;
const PERSON_DETECT = join(ROOT, "models/person-detect");
/** What a board of 100 KiB has where pointers are twice as long. */
const ARENA_BYTES_MAX = 200 * KIB;

async function buildEngine(kernels: Kernels): Promise<string> {
  return buildDriver({
    name: `detector-micro-${kernels}`,
    sources: ["test/native/detector_driver.c", "test/native/detector_arena_heap.c", ...MODEL_CHECK],
    libraries: [...(await compileMicroEngine(kernels)), "-lstdc++", "-lm"],
  });
}

function inputOf(seed: number, byteLength: number): Int8Array {
  const random = numbers(seed);
  return Int8Array.from({ length: byteLength }, () => Math.floor(random() * 256) - 128);
}

const smallInput = (seed: number) => inputOf(seed, 8 * 8 * 3);

/** smallModel of a picture so large that it fits no arena that a board grants. */
function largeModel(): Uint8Array {
  return smallModel(({ tensors, operators }) => {
    const shapes: readonly (readonly [name: string, side: number, channels: number])[] = [
      ["input", 256, 3],
      ["padded", 258, 3],
      ["conv", 16, 4],
      ["depthwise", 16, 4],
      ["sum", 16, 4],
      ["max", 8, 4],
    ];
    for (const [name, side, channels] of shapes) {
      named(tensors, name).shape = [1, side, side, channels];
    }
    for (const { code, options } of operators) {
      if (code === 3) Object.assign(options ?? {}, strides(16));
      if (code === 1) Object.assign(options ?? {}, strides(8), { 3: { i32: 8 }, 4: { i32: 8 } });
    }
  });
}

const strides = (stride: number) => ({ 1: { i32: stride }, 2: { i32: stride } });

class Difference {
  differing = 0;
  values = 0;
  /** The largest, in steps of a quantized value. */
  steps = 0;

  toString(): string {
    return `${this.differing} of ${this.values}`;
  }
}

function differences(some: readonly Ran[], others: readonly Ran[]): Difference {
  const difference = new Difference();
  some.forEach(({ output }, at) => {
    output.forEach((value, index) => {
      const steps = Math.abs(value - (others[at]?.output[index] ?? Number.NaN));
      difference.values += 1;
      if (steps !== 0) difference.differing += 1;
      difference.steps = Math.max(difference.steps, steps);
    });
  });
  return difference;
}

const why = HAS_COMPONENTS ? "" : ": skipped, MANAGED_COMPONENTS names no ESP-IDF components";

describe(`the board's detector engine${why}`, () => {
  let program = "";
  const onBoard = (internalBytes: number, externalBytes: number): Engine => ({
    program,
    environment: { INTERNAL_BYTES: `${internalBytes}`, EXTERNAL_BYTES: `${externalBytes}` },
  });
  const plenty = () => onBoard(300 * KIB, 4096 * KIB);

  before(async function () {
    if (!HAS_COMPONENTS) this.skip();
    this.timeout(BUILD_MS_MAX);
    program = await buildEngine("esp-nn");
  });

  it("refuses by the check's code and operator", () => {
    const model = smallModel((change) => {
      for (const operator of change.operators) if (operator.code === 25) operator.code = 14;
    });
    const { code, where } = run(model, smallInput(1), 2, plenty());
    assert.deepEqual({ code, where }, { code: "model-unknown-operator", where: 8 });
  });

  it("has a code for too little memory of either kind, and for a model that none would do", () => {
    assert.equal(run(smallModel(), smallInput(1), 2, onBoard(0, 0)).code, "model-out-of-memory");
    const input = inputOf(1, 256 * 256 * 3);
    assert.equal(run(largeModel(), input, 2, plenty()).code, "model-out-of-memory");
    const little = onBoard(300 * KIB, 100 * KIB);
    assert.equal(run(largeModel(), input, 2, little).code, "model-out-of-memory");
  });

  it("passes on that the engine itself refuses, with its own code", () => {
    const model = smallModel((change) => {
      // The library wants a bias in steps of input times weights, which the desktop's takes as given.
      named(change.tensors, "bias 9").scales = [1];
    });
    assert.equal(run(model, smallInput(1), 2, plenty()).code, "model-engine-refused");
  });

  it("refuses tensors of another length", () => {
    const engine = plenty();
    assert.equal(run(smallModel(), inputOf(1, 5), 2, engine).invokeCode, "detector-wrong-tensor");
    assert.equal(run(smallModel(), smallInput(1), 3, engine).invokeCode, "detector-wrong-tensor");
  });

  it("takes the chip's own RAM where it has room, and says so", () => {
    assert.equal(run(smallModel(), smallInput(1), 2, plenty()).arenaMemory, "internal");
    const model = readFileSync(join(PERSON_DETECT, "person-detect.tflite"));
    const input = inputOf(1, 96 * 96 * 3);
    const { arenaBytes } = run(model, input, 2, plenty());
    assert.ok(arenaBytes > 64 * KIB && arenaBytes < ARENA_BYTES_MAX, `${arenaBytes}`);
    const just = run(model, input, 2, onBoard(arenaBytes + 2 * KIB, 4096 * KIB));
    assert.deepEqual([just.code, just.arenaMemory], ["ok", "internal"]);
    const short = run(model, input, 2, onBoard(arenaBytes - 2 * KIB, 4096 * KIB));
    assert.deepEqual([short.code, short.arenaMemory], ["ok", "external"]);
    assert.deepEqual(short.output, just.output);
  });

  it("allocates nothing once it is open", () => {
    assert.equal(run(smallModel(), smallInput(3), 2, plenty()).heapGrownBytes, 0);
  });

  it("survives every damaged model that passes the check", function () {
    this.timeout(120_000);
    const { opened, refusedByEngine } = runDamaged(smallModel(), 1, 10_000, plenty());
    assert.ok(opened > 100, `${opened} opened, ${refusedByEngine} refused by the engine`);
  });

  it("gives the bytes of the library's reference kernels, operator by operator", async function () {
    this.timeout(BUILD_MS_MAX);
    const reference = { ...plenty(), program: await buildEngine("reference") };
    for (const [name, code] of Object.entries(MEASURED_OPERATORS)) {
      const cases = Array.from({ length: MODELS_PER_OPERATOR }, (_, seed) => {
        const { model, inputBytes, outputBytes } = operatorModel(code, seed + 1);
        return { model, input: inputOf(seed, inputBytes), outputBytes };
      });
      const [board, referred, desktop] = [
        runAll(cases, plenty()),
        runAll(cases, reference),
        runAll(cases),
      ];
      assert.deepEqual([...new Set(board.map(({ code }) => code))], ["ok"], name);
      const against = (others: readonly Ran[]) => differences(board, others);
      console.log(`      ${name}: ${against(desktop)} values are not the desktop's`);
      assert.equal(against(referred).differing, 0, name);
      assert.ok(against(desktop).steps <= 1, name);
    }
  });

  it("gives the golden bytes of the desktop's engine", () => {
    const model = readFileSync(join(PERSON_DETECT, "person-detect.tflite"));
    const golden = JSON.parse(readFileSync(join(PERSON_DETECT, "golden/inference.json"), "utf8"));
    const cases: (InputRecipe & { output: number[] })[] = golden.cases;
    for (const { output, ...recipe } of cases) {
      const input = networkInput(recipe as InputRecipe, { height: 96, width: 96, channels: 3 });
      const ran = run(model, input, output.length, plenty());
      assert.deepEqual([...ran.output], output, JSON.stringify(recipe));
    }
    assert.ok(cases.length > 0);
  });
});
