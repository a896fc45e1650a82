import { type FlatValue, int32s } from "./flatbuffer-writer.js";
import { numbers } from "./picture.js";
import {
  type ModelOperator,
  type ModelTensor,
  type SmallModel,
  writeModel,
} from "./tflite-writer.js";

/**
 * A network of every operator that the check allows, 8 x 8 pixels and 2 classes, about 4 KiB. Tests
 * change one thing in it and expect one code.
 */
export function smallModel(change: (model: SmallModel) => void = () => {}): Uint8Array {
  const builder = new ModelBuilder();
  const input = builder.computed("input", [1, 8, 8, 3]);
  const padded = builder.add(
    34,
    2,
    [input, builder.int32("paddings", [4, 2], [0, 0, 1, 1, 1, 1, 0, 0])],
    {
      name: "padded",
      shape: [1, 10, 10, 3],
    },
  );
  const conv = builder.weighted(3, padded, { filter: [4, 3, 3, 3], channels: 4, dimension: 0 });
  const first = builder.add(3, 3, conv, { name: "conv", shape: [1, 4, 4, 4] }, 1, window(1, 2));
  const depth = builder.weighted(4, first, { filter: [1, 3, 3, 4], channels: 4, dimension: 3 });
  const second = builder.add(4, 3, depth, { name: "depthwise", shape: [1, 4, 4, 4] }, 2, {
    ...window(0, 1),
    3: { i32: 1 },
    4: { u8: 1 },
  });
  const sum = builder.add(0, 2, [first, second], { name: "sum", shape: [1, 4, 4, 4] }, 11, {});
  const pooled = builder.add(17, 2, [sum], { name: "max", shape: [1, 2, 2, 4] }, 5, pool(2));
  const mean = builder.add(1, 2, [pooled], { name: "mean", shape: [1, 1, 1, 4] }, 5, pool(2));
  const shape = builder.int32("shape", [2], [-1, 4]);
  const flat = builder.add(22, 1, [mean, shape], { name: "flat", shape: [1, 4] }, 17, {});
  const dense = builder.weighted(9, flat, { filter: [2, 4], channels: 1, dimension: 0 });
  const logits = builder.add(9, 4, dense, { name: "logits", shape: [1, 2] }, 8, {});
  const scores = builder.add(25, 2, [logits], { name: "scores", shape: [1, 2] }, 9, {
    0: { f32: 1 },
  });
  const { tensors, operators } = builder;
  named(tensors, "scores").scales = [1 / 256];
  named(tensors, "scores").zeroPoints = [-128];
  const model: SmallModel = {
    version: 3,
    identifier: "TFL3",
    tensors,
    operators,
    inputs: [input],
    outputs: [scores],
    subgraphs: 1,
    metadata: [],
    bufferExtra: {},
    unusedCodes: [],
  };
  change(model);
  return writeModel(model);
}

export function named(tensors: readonly ModelTensor[], name: string): ModelTensor {
  const found = tensors.find((tensor) => tensor.name === name);
  if (!found) throw new Error(`no tensor ${name}`);
  return found;
}

function window(padding: number, stride: number): Record<number, FlatValue> {
  return { 0: { u8: padding }, 1: { i32: stride }, 2: { i32: stride } };
}

function pool(side: number): Record<number, FlatValue> {
  return { ...window(1, side), 3: { i32: side }, 4: { i32: side } };
}

class ModelBuilder {
  readonly tensors: ModelTensor[] = [];
  readonly operators: ModelOperator[] = [];
  readonly #random = numbers(3);

  computed(name: string, shape: number[]): number {
    return this.#push({ name, shape, scales: [0.05], zeroPoints: [-3] });
  }

  int32(name: string, shape: number[], values: readonly number[]): number {
    return this.#push({ name, shape, type: 2, content: int32s(values) });
  }

  /** Inputs of an operator with weights, one scale per channel where there are more than one. */
  weighted(
    code: number,
    input: number,
    { filter, channels, dimension }: { filter: number[]; channels: number; dimension: number },
  ): number[] {
    const outputs = code === 9 ? (filter[0] ?? 0) : channels;
    const scales = Array.from({ length: channels }, (_, at) => 0.01 + at * 0.001);
    const content = Uint8Array.from({ length: product(filter) }, () => this.#random() * 256);
    const zeroPoints = scales.map(() => 0);
    const weights = { name: `weights ${code}`, shape: filter, scales, zeroPoints, content };
    const bias = {
      name: `bias ${code}`,
      shape: [outputs],
      type: 2,
      scales: scales.map((one) => one * 0.05),
    };
    return [
      input,
      this.#push({ ...weights, quantizedDimension: dimension }),
      this.#push({ ...bias, zeroPoints, content: new Uint8Array(outputs * 4) }),
    ];
  }

  add(
    code: number,
    version: number,
    inputs: number[],
    output: { name: string; shape: number[] },
    optionsType = 0,
    options?: Record<number, FlatValue>,
  ): number {
    const index = this.computed(output.name, output.shape);
    this.operators.push({
      code,
      version,
      inputs,
      outputs: [index],
      optionsType,
      options,
      extra: {},
    });
    return index;
  }

  #push(tensor: Partial<ModelTensor> & { name: string; shape: number[] }): number {
    const plain = {
      type: 9,
      scales: [],
      zeroPoints: [],
      quantizedDimension: 0,
      content: undefined,
    };
    this.tensors.push({ ...plain, extra: {}, ...tensor });
    return this.tensors.length - 1;
  }
}

function product(values: readonly number[]): number {
  return values.reduce((sum, one) => sum * one, 1);
}
