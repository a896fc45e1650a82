import { type FlatChild, type FlatValue, writeFlatBuffer } from "./flatbuffer-writer.js";

/** TensorFlow Lite files, sound or not. Slots are those of its schema, version 3. */
export interface ModelTensor {
  name: string;
  shape: number[];
  /** 9 is int8, 2 int32, 0 float32. */
  type: number;
  scales: number[];
  zeroPoints: number[];
  quantizedDimension: number;
  /** A constant's bytes. */
  content: Uint8Array | undefined;
  extra: Record<number, FlatValue>;
}

export interface ModelOperator {
  code: number;
  version: number;
  inputs: number[];
  outputs: number[];
  optionsType: number;
  options: Record<number, FlatValue> | undefined;
  extra: Record<number, FlatValue>;
}

export interface SmallModel {
  version: number;
  identifier: string;
  tensors: ModelTensor[];
  operators: ModelOperator[];
  inputs: number[];
  outputs: number[];
  subgraphs: number;
  metadata: string[];
  /** Fields of every buffer beside its bytes. */
  bufferExtra: Record<number, FlatValue>;
  unusedCodes: number[];
}

export function writeModel(model: SmallModel): Uint8Array {
  const subgraph: FlatChild = {
    table: {
      0: { tables: model.tensors.map(tensorTable) },
      1: { i32s: model.inputs },
      2: { i32s: model.outputs },
      3: { tables: model.operators.map(operatorTable) },
      4: { text: "main" },
    },
  };
  const buffers = model.tensors.map(({ content }) => ({
    table: { 0: content && { bytes: content }, ...model.bufferExtra },
  }));
  const unused = model.unusedCodes.map((code) => ({ code, version: 1 }));
  const codes = [...model.operators, ...unused].map(({ code, version }) => ({
    table: { 0: { u8: Math.min(code, 127) }, 2: { i32: version }, 3: { i32: code } },
  }));
  const metadata = model.metadata.map((name) => ({ table: { 0: { text: name }, 1: { i32: 0 } } }));
  const root: FlatChild = {
    table: {
      0: { i32: model.version },
      1: { tables: codes },
      2: { tables: Array.from({ length: model.subgraphs }, () => subgraph) },
      3: { text: "small" },
      4: { tables: [{ table: {} }, ...buffers] },
      6: metadata.length ? { tables: metadata } : undefined,
    },
  };
  return writeFlatBuffer(root, model.identifier);
}

function tensorTable(tensor: ModelTensor, at: number): FlatChild {
  const quantization: FlatChild = {
    table: {
      2: { f32s: tensor.scales },
      3: { i64s: tensor.zeroPoints },
      6: { i32: tensor.quantizedDimension },
    },
  };
  return {
    table: {
      0: { i32s: tensor.shape },
      1: { u8: tensor.type },
      2: { i32: at + 1 },
      3: { text: tensor.name },
      4: tensor.scales.length ? quantization : undefined,
      ...tensor.extra,
    },
  };
}

function operatorTable(operator: ModelOperator, at: number): FlatChild {
  return {
    table: {
      0: { i32: at },
      1: { i32s: operator.inputs },
      2: { i32s: operator.outputs },
      3: operator.options ? { u8: operator.optionsType } : undefined,
      4: operator.options ? { table: operator.options } : undefined,
      ...operator.extra,
    },
  };
}
