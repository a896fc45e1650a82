import { int32s } from "./flatbuffer-writer.js";
import { named } from "./small-model.js";
import type { ModelOperator, ModelTensor, SmallModel } from "./tflite-writer.js";

type Change = (model: SmallModel) => void;

export const operatorOf = (model: SmallModel, code: number): ModelOperator => {
  const found = model.operators.find((operator) => operator.code === code);
  if (!found) throw new Error(`no operator ${code}`);
  return found;
};
const option = (code: number, slot: number, value: number, kind: "i32" | "u8" = "i32"): Change => {
  return (model) => {
    const { options } = operatorOf(model, code);
    if (options) options[slot] = kind === "i32" ? { i32: value } : { u8: value };
  };
};
const tensor = (name: string, change: Partial<ModelTensor>): Change => {
  return (model) => {
    Object.assign(named(model.tensors, name), change);
  };
};

/** One thing wrong, its code, and the operator at fault where it is one. */
export const REFUSALS: readonly [what: string, change: Change, code: string, where?: number][] = [
  ["another identifier", (m) => (m.identifier = "TFL2"), "model-not-flatbuffer"],
  ["an older schema", (m) => (m.version = 2), "model-not-flatbuffer"],
  ["a newer schema", (m) => (m.version = 4), "model-too-new"],
  ["two graphs", (m) => (m.subgraphs = 2), "model-wrong-shape"],
  ["no graph", (m) => (m.subgraphs = 0), "model-wrong-shape"],
  ["two inputs", (m) => m.inputs.push(0), "model-wrong-shape"],
  ["no output", (m) => (m.outputs = []), "model-wrong-shape"],
  ["an output that nothing computes", (m) => m.operators.pop(), "model-wrong-shape"],
  ["an input that is no tensor", (m) => (m.inputs = [99]), "model-not-flatbuffer"],
  ["an input of one row of pixels", tensor("input", { shape: [1, 8, 24] }), "model-wrong-shape"],
  ["two pictures at once", tensor("input", { shape: [2, 8, 8, 3] }), "model-wrong-shape"],
  ["an input of two channels", tensor("input", { shape: [1, 8, 8, 2] }), "model-wrong-shape"],
  ["a side of no pixels", tensor("input", { shape: [1, 0, 8, 3] }), "model-wrong-shape"],
  ["a side below none", tensor("input", { shape: [1, -8, 8, 3] }), "model-wrong-shape"],
  ["a tensor beyond memory", tensor("conv", { shape: [1, 65536, 65536, 4] }), "model-too-large"],
  ["floating point", tensor("input", { type: 0 }), "model-wrong-type"],
  ["no scale", tensor("input", { scales: [], zeroPoints: [] }), "model-wrong-type"],
  ["a scale of nothing", tensor("input", { scales: [0] }), "model-wrong-type"],
  ["a scale that is no number", tensor("input", { scales: [Number.NaN] }), "model-wrong-type"],
  ["an endless scale", tensor("input", { scales: [Number.POSITIVE_INFINITY] }), "model-wrong-type"],
  ["a zero point outside int8", tensor("input", { zeroPoints: [128] }), "model-wrong-type"],
  [
    "weights of another length",
    tensor("weights 3", { content: new Uint8Array(107) }),
    "model-wrong-shape",
  ],
  ["a variable", tensor("conv", { extra: { 5: { u8: 1 } } }), "model-wrong-type"],
  ["sparse weights", tensor("weights 3", { extra: { 6: { table: {} } } }), "model-wrong-type"],
  [
    "an operator that nobody knows",
    (m) => (operatorOf(m, 25).code = 200),
    "model-unknown-operator",
    8,
  ],
  ["LOGISTIC", (m) => (operatorOf(m, 25).code = 14), "model-unknown-operator", 8],
  ["a newer operator", (m) => (operatorOf(m, 3).version = 4), "model-too-new", 1],
  ["a stride of none", option(3, 1, 0), "model-unknown-operator", 1],
  ["a stride below none", option(4, 2, -1), "model-unknown-operator", 2],
  ["a dilated convolution", option(3, 4, 2), "model-unknown-operator", 1],
  ["a padding that nobody knows", option(3, 0, 2, "u8"), "model-unknown-operator", 1],
  ["an activation that nobody knows", option(3, 3, 9, "u8"), "model-unknown-operator", 1],
  [
    "no options where they count",
    (m) => (operatorOf(m, 3).options = undefined),
    "model-unknown-operator",
    1,
  ],
  [
    "another operator's options",
    (m) => (operatorOf(m, 3).optionsType = 5),
    "model-unknown-operator",
    1,
  ],
  ["a padding that gives other sides", option(3, 0, 0, "u8"), "model-wrong-shape", 1],
  [
    "filters of another depth",
    tensor("weights 3", { shape: [3, 3, 3, 4] }),
    "model-wrong-shape",
    1,
  ],
  [
    "too few biases",
    tensor("bias 3", { shape: [2], content: new Uint8Array(8) }),
    "model-wrong-shape",
    1,
  ],
  [
    "scales for other channels",
    tensor("weights 3", { quantizedDimension: 3 }),
    "model-wrong-shape",
    1,
  ],
  [
    "a channel without its scale",
    tensor("weights 3", { scales: [0.1, 0.1], zeroPoints: [0, 0] }),
    "model-wrong-shape",
    1,
  ],
  ["results a thousandfold", tensor("conv", { scales: [2 ** -24] }), "model-wrong-type", 1],
  ["a multiplier of no channel", option(4, 3, 0), "model-wrong-shape", 2],
  ["a multiplier of other channels", option(4, 3, 2), "model-wrong-shape", 2],
  ["a window larger than the picture", option(17, 3, 5), "model-wrong-shape", 4],
  ["a window of none", option(1, 4, 0), "model-wrong-shape", 5],
  ["an average on another scale", tensor("mean", { scales: [0.1] }), "model-wrong-type", 5],
  [
    "a new shape of other sides",
    tensor("shape", { content: int32s([1, 3]) }),
    "model-wrong-shape",
    6,
  ],
  [
    "a new shape left open twice",
    tensor("shape", { content: int32s([-1, -1]) }),
    "model-wrong-shape",
    6,
  ],
  [
    "padding below none",
    tensor("paddings", { content: int32s([0, 0, -1, 3, 1, 1, 0, 0]) }),
    "model-wrong-shape",
    0,
  ],
  ["a sum of unlike shapes", tensor("sum", { shape: [1, 4, 4, 3] }), "model-wrong-shape", 3],
  ["other weights for a dense layer", option(9, 1, 1, "u8"), "model-unknown-operator", 7],
  [
    "another temperature",
    (m) => (operatorOf(m, 25).options = { 0: { f32: 2 } }),
    "model-unknown-operator",
    8,
  ],
  ["scores on another scale", tensor("scores", { scales: [0.01] }), "model-wrong-type", 8],
  ["an operator before its input", (m) => void m.operators.reverse(), "model-wrong-shape", 0],
  [
    "an input that is no tensor of the graph",
    (m) => (operatorOf(m, 3).inputs[0] = 99),
    "model-not-flatbuffer",
    1,
  ],
  ["a missing bias", (m) => (operatorOf(m, 3).inputs[2] = -1), "model-not-flatbuffer", 1],
  [
    "an operator that overwrites its input",
    (m) => (operatorOf(m, 0).outputs = [...operatorOf(m, 3).outputs]),
    "model-wrong-shape",
    3,
  ],
  ["numbers kept behind the file", bufferBehind, "model-too-new"],
  [
    "a plan of the arena, which Micro would follow",
    (m) => m.metadata.push("OfflineMemoryAllocation"),
    "model-unknown-operator",
  ],
  ["too many multiplications", heavy, "model-too-large", 0],
];

/** Newer files may say that a buffer's bytes are elsewhere. */
function bufferBehind(model: SmallModel): void {
  model.bufferExtra = { 1: { u64: 16n }, 2: { u64: 4n } };
}

function heavy(model: SmallModel): void {
  const conv = operatorOf(model, 3);
  const filter = named(model.tensors, "weights 3");
  Object.assign(named(model.tensors, "input"), { shape: [1, 256, 256, 3] });
  Object.assign(filter, { shape: [4, 60, 60, 3], content: new Uint8Array(4 * 60 * 60 * 3) });
  Object.assign(named(model.tensors, "conv"), { shape: [1, 128, 128, 4] });
  conv.inputs[0] = 0;
  conv.options = { 0: { u8: 0 }, 1: { i32: 2 }, 2: { i32: 2 } };
  model.operators = [conv];
}
