import { type WorkerClient, WorkerGoneError } from "../../hosts/simulator/board/worker-client.js";
import { ModelFileError } from "./model-error.js";
import { operatorName, operatorNames } from "./operators.js";

export interface Tensor {
  readonly shape: readonly number[];
  readonly scale: number;
  readonly zeroPoint: number;
}

/** What the firmware's own check finds in a .tflite. */
export interface ModelDescription {
  readonly macs: number;
  readonly operators: readonly string[];
  readonly input: Tensor;
  readonly output: Tensor;
}

const TENSOR_BYTES = 24;
const INPUT_AT = 24;
/** In the order of `enum detector_status`; "#" becomes the operator at fault. */
const FAULTS: readonly (readonly [code: string, why: string])[] = [
  ["ok", ""],
  ["model-empty", "the file is empty."],
  [
    "model-not-flatbuffer",
    "this is no whole TensorFlow Lite file: cut off, damaged, or another format.",
  ],
  [
    "model-too-large",
    "over 4 MiB, 64 million multiplications, or 512 KiB in one tensor: no board could run it.",
  ],
  [
    "model-too-new",
    "# is of a newer version than this firmware knows; convert with an older opset.",
  ],
  [
    "model-wrong-type",
    "not full-integer INT8: # has another type. Convert with int8 input and output (TFLITE_BUILTINS_INT8).",
  ],
  [
    "model-wrong-shape",
    "one picture in (1 x height x width x 1 or 3), one row of scores out; # does not fit.",
  ],
  [
    "model-unknown-operator",
    "# is not among the operators whose INT8 results are measured equal on all engines (native/detector/model_operators.c).",
  ],
  ["model-engine-refused", "the engine refused it."],
  ["model-out-of-memory", "not enough memory to open it."],
];

/** Throws ModelFileError with the check's own code. */
export async function describeModel(
  worker: WorkerClient,
  model: Uint8Array,
): Promise<ModelDescription> {
  const { bytes } = await answerOf(worker.describe(model));
  const status = bytes.readUInt32LE(0);
  if (status !== 0) throw faultOf(status, bytes.readInt32LE(4), bytes.readInt32LE(8));
  return {
    macs: bytes.readUInt32LE(12),
    operators: operatorNames(bytes.readBigUInt64LE(16)),
    input: tensorAt(bytes, INPUT_AT),
    output: tensorAt(bytes, INPUT_AT + TENSOR_BYTES),
  };
}

/** Hands the model to the engine. Throws ModelFileError; the arena's bytes, 0 where it does not say. */
export async function openModel(worker: WorkerClient, model: Uint8Array): Promise<number> {
  const { status, bytes } = await answerOf(worker.open(model));
  if (status !== 0) throw faultOf(status, -1, -1);
  return bytes.readUInt32LE(0);
}

/** A worker that dies of a model says so in the model's name. */
export async function answerOf<Answer>(asked: Promise<Answer>): Promise<Answer> {
  try {
    return await asked;
  } catch (error) {
    if (!(error instanceof WorkerGoneError)) throw error;
    throw new ModelFileError(
      "model-engine-refused",
      `the engine did not survive it: ${error.message}.`,
    );
  }
}

function faultOf(status: number, where: number, code: number): ModelFileError {
  const [name, why] = FAULTS[status] ?? ["model-engine-refused", `status ${status}.`];
  const at =
    where < 0 ? "a tensor" : `${code < 0 ? "operator" : operatorName(code)} (number ${where})`;
  return new ModelFileError(name, why.replace("#", at));
}

function tensorAt(bytes: Buffer, at: number): Tensor {
  const rank = bytes.readUInt32LE(at);
  const shape = [0, 1, 2].slice(0, rank).map((axis) => bytes.readUInt32LE(at + 4 * (axis + 1)));
  return { shape, scale: bytes.readFloatLE(at + 16), zeroPoint: bytes.readInt32LE(at + 20) };
}
