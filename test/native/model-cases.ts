import { existsSync } from "node:fs";
import { join } from "node:path";
import { buildDriver, ROOT, runDriver, SANITIZED, uint32s } from "./native-driver.js";

/** `native/detector` by way of its C test drivers. */
export const MODEL_BYTES_MAX = 316 * 1024;

const CODES = [
  "ok",
  "model-empty",
  "model-not-flatbuffer",
  "model-too-large",
  "model-too-new",
  "model-wrong-type",
  "model-wrong-shape",
  "model-unknown-operator",
  "model-engine-refused",
  "model-out-of-memory",
  "detector-wrong-tensor",
  "detector-failed",
];
const RAN_HEADER_BYTES = 24;
const MEMORIES = ["unknown", "internal", "external"];
export const MODEL_CHECK = [
  "check",
  "ends",
  "flatbuffer",
  "graph",
  "labels",
  "operator_reader",
  "operators",
  "rules",
  "windows",
].map((part) => `native/detector/model_${part}.c`);
const TFLITE = join(ROOT, "node_modules/tfjs-tflite-node/cc_deps");
const TFLITE_FOLDERS: Readonly<Record<string, string>> = {
  "linux-x64": "linux_amd64",
  "linux-arm64": "linux_arm64",
  "darwin-arm64": "darwin_arm64",
};

export interface CheckedTensor {
  readonly shape: readonly number[];
  readonly zeroPoint: number;
  readonly scale: number;
}

export interface Checked {
  readonly code: string;
  /** The operator at fault, or -1. */
  readonly where: number;
  readonly macs: number;
  readonly input: CheckedTensor;
  readonly output: CheckedTensor;
}

export function checkAll(models: readonly Uint8Array[], bytesMax = MODEL_BYTES_MAX): Checked[] {
  const answer = runDriver(
    modelDriver(),
    models.flatMap((model) => [uint32s(model.length, bytesMax), model]),
  );
  const bytesPerModel = 12 + 2 * 24;
  return models.map((_, index) => {
    const at = index * bytesPerModel;
    return {
      code: CODES[answer.readInt32LE(at)] ?? "unknown",
      where: answer.readInt32LE(at + 4),
      macs: answer.readInt32LE(at + 8),
      input: readTensor(answer, at + 12),
      output: readTensor(answer, at + 36),
    };
  });
}

export function check(model: Uint8Array, bytesMax = MODEL_BYTES_MAX): Checked {
  return checkAll([model], bytesMax)[0] as Checked;
}

/** Damages a model `count` times under the sanitizers: how often each code came. */
export function checkDamaged(
  model: Uint8Array,
  seed: number,
  count: number,
): Record<string, number> {
  const input = [uint32s(model.length, MODEL_BYTES_MAX), model];
  const answer = runDriver(modelDriver(), input, { arguments: [`${seed}`, `${count}`] });
  return Object.fromEntries(CODES.map((code, at) => [code, answer.readUInt32LE(at * 4)]));
}

export interface Ran {
  readonly code: string;
  readonly where: number;
  readonly invokeCode: string;
  readonly arenaBytes: number;
  readonly arenaMemory: string;
  readonly heapGrownBytes: number;
  readonly output: Int8Array;
}

/** An engine behind detector.h, as a program that test/native/detector_driver.c makes of it. */
export interface Engine {
  readonly program: string;
  readonly environment?: Readonly<Record<string, string>>;
}

export interface RunCase {
  readonly model: Uint8Array;
  readonly input: Int8Array;
  readonly outputBytes: number;
}

/** Opens each model in an engine, the desktop's by default, and runs it twice. */
export function runAll(cases: readonly RunCase[], engine = desktopEngine()): Ran[] {
  const frames = cases.flatMap(({ model, input, outputBytes }) => [
    uint32s(model.length, MODEL_BYTES_MAX, input.length, outputBytes),
    model,
    new Uint8Array(input.buffer, input.byteOffset, input.length),
  ]);
  const answer = runDriver(engine.program, frames, engine);
  let at = 0;
  return cases.map(({ outputBytes }) => {
    const ran = readRan(answer.subarray(at, at + RAN_HEADER_BYTES + outputBytes));
    at += RAN_HEADER_BYTES + outputBytes;
    return ran;
  });
}

export function run(
  model: Uint8Array,
  input: Int8Array,
  outputBytes: number,
  engine = desktopEngine(),
): Ran {
  return runAll([{ model, input, outputBytes }], engine)[0] as Ran;
}

/** Of the desktop's engine, as it calls itself. */
export function engineName(): string {
  const { program } = desktopEngine();
  return runDriver(program, [], { arguments: ["name"] }).toString();
}

function readRan(answer: Buffer): Ran {
  return {
    code: CODES[answer.readInt32LE(0)] ?? "unknown",
    where: answer.readInt32LE(4),
    invokeCode: CODES[answer.readInt32LE(8)] ?? "none",
    arenaBytes: answer.readInt32LE(12),
    arenaMemory: MEMORIES[answer.readInt32LE(16)] ?? "none",
    heapGrownBytes: answer.readInt32LE(20),
    output: Int8Array.from(answer.subarray(RAN_HEADER_BYTES)),
  };
}

/** Damages a model; what passes the check is opened and run. A crash throws with its seed. */
export function runDamaged(
  model: Uint8Array,
  seed: number,
  count: number,
  engine = desktopEngine(),
) {
  const input = [uint32s(model.length, MODEL_BYTES_MAX), model];
  const options = { ...engine, arguments: [`${seed}`, `${count}`] };
  const answer = runDriver(engine.program, input, options);
  return { opened: answer.readUInt32LE(0), refusedByEngine: answer.readUInt32LE(4) };
}

function modelDriver(): string {
  const sources = ["test/native/model_driver.c", ...MODEL_CHECK];
  return buildDriver({ name: "model", sources, flags: SANITIZED, libraries: ["-lm"] });
}

/** Not sanitized: the engine is a library as it is, and its memory is its own. */
function desktopEngine(): Engine {
  const folder = TFLITE_FOLDERS[`${process.platform}-${process.arch}`];
  const library = join(TFLITE, folder ?? "");
  if (!folder || !existsSync(library)) throw new Error("tfjs-tflite-node is not installed");
  const program = buildDriver({
    name: "detector",
    sources: ["test/native/detector_driver.c", "native/detector/detector_tflite.c", ...MODEL_CHECK],
    flags: [`-I${join(TFLITE, "include")}`],
    libraries: [`-L${library}`, "-ltensorflowlite_c", `-Wl,-rpath,${library}`, "-lm"],
  });
  return { program };
}

function readTensor(answer: Buffer, at: number): CheckedTensor {
  const rank = answer.readUInt32LE(at);
  return {
    shape: Array.from({ length: rank }, (_, side) => answer.readUInt32LE(at + 4 + side * 4)),
    zeroPoint: answer.readInt32LE(at + 16),
    scale: answer.readFloatLE(at + 20),
  };
}
