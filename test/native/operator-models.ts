import { type FlatValue, int32s } from "./flatbuffer-writer.js";
import { numbers } from "./picture.js";
import { type ModelOperator, type ModelTensor, writeModel } from "./tflite-writer.js";

/** Networks of one operator each with random shapes, weights and scales, at most 16 outputs. */
export interface OperatorModel {
  readonly model: Uint8Array;
  readonly inputBytes: number;
  readonly outputBytes: number;
}

/** Codes of the schema; RESHAPE is in most of the networks, since an output has to be flat. */
export const MEASURED_OPERATORS = {
  ADD: 0,
  AVERAGE_POOL_2D: 1,
  CONV_2D: 3,
  DEPTHWISE_CONV_2D: 4,
  FULLY_CONNECTED: 9,
  MAX_POOL_2D: 17,
  SOFTMAX: 25,
  PAD: 34,
} as const;

type Code = (typeof MEASURED_OPERATORS)[keyof typeof MEASURED_OPERATORS];
/** Padding of a window: SAME or VALID. */
type Padding = 0 | 1;

export function operatorModel(code: Code, seed: number): OperatorModel {
  return new Sketch(seed).of(code);
}

class Sketch {
  readonly #random: () => number;
  readonly #tensors: ModelTensor[] = [];
  readonly #operators: ModelOperator[] = [];

  constructor(seed: number) {
    this.#random = numbers(seed);
  }

  of(code: Code): OperatorModel {
    switch (code) {
      case 0:
        return this.#finish(this.#add());
      case 9:
        return this.#finish(this.#dense());
      case 25:
        return this.#finish(this.#softmax());
      case 34:
        return this.#finish(this.#pad());
      default:
        return this.#finish(this.#windowed(code));
    }
  }

  #int(min: number, max: number): number {
    return min + Math.floor(this.#random() * (max - min + 1));
  }

  #between(min: number, max: number): number {
    return min + this.#random() * (max - min);
  }

  #push(tensor: Partial<ModelTensor> & { shape: number[] }): number {
    const name = `t${this.#tensors.length}`;
    const plain = { type: 9, scales: [], zeroPoints: [], quantizedDimension: 0, extra: {} };
    this.#tensors.push({ ...plain, content: undefined, name, ...tensor });
    return this.#tensors.length - 1;
  }

  #computed(shape: number[]): number {
    const zeroPoints = [this.#int(-128, 127)];
    return this.#push({ shape, scales: [this.#between(0.02, 0.1)], zeroPoints });
  }

  /** Of the same scale as another. */
  #alike(tensor: number, shape: number[]): number {
    const { scales, zeroPoints } = this.#tensors[tensor] as ModelTensor;
    return this.#push({ shape, scales: [...scales], zeroPoints: [...zeroPoints] });
  }

  #operator(
    code: number,
    version: number,
    inputs: number[],
    output: number,
    optionsType: number,
    options: Record<number, FlatValue> = {},
  ): number {
    const outputs = [output];
    this.#operators.push({ code, version, inputs, outputs, optionsType, options, extra: {} });
    return output;
  }

  /** Weights of random scales, one or one per channel, and biases that go with them. */
  #weights(input: number, shape: number[], channels: number, dimension: number): number[] {
    const scales = Array.from({ length: dimension < 0 ? 1 : channels }, () =>
      this.#between(0.002, 0.02),
    );
    const inputScale = this.#tensors[input]?.scales[0] ?? 1;
    const content = Uint8Array.from({ length: product(shape) }, () => this.#random() * 256);
    const zeroPoints = scales.map(() => 0);
    const quantizedDimension = Math.max(dimension, 0);
    const bias = Array.from({ length: channels }, () => this.#int(-3000, 3000));
    return [
      this.#push({ shape, scales, zeroPoints, content, quantizedDimension }),
      this.#push({
        shape: [channels],
        type: 2,
        scales: scales.map((scale) => scale * inputScale),
        zeroPoints,
        content: int32s(bias),
      }),
    ];
  }

  #windowed(code: Code): number {
    const padding = this.#int(0, 1) as Padding;
    const stride = this.#int(1, 3);
    const rows = this.#side(padding, stride);
    const columns = this.#side(padding, stride);
    const channels = this.#int(1, Math.floor(16 / (rows.out * columns.out)));
    const shape = [1, rows.out, columns.out, channels];
    const input = this.#picture(rows.in, columns.in, code === 3 ? this.#int(1, 9) : channels);
    const filter = { height: rows.filter, width: columns.filter };
    const options = { 0: { u8: padding }, 1: { i32: stride }, 2: { i32: stride } };
    return this.#flatten(this.#window(code, input, shape, filter, options));
  }

  /** One or two places of a window along a side, which the window never exceeds. */
  #side(padding: Padding, stride: number): { in: number; filter: number; out: number } {
    const out = this.#int(1, 2);
    const filter = this.#int(1, 4);
    if (padding === 1) return { in: (out - 1) * stride + filter, filter, out };
    const side = this.#int((out - 1) * stride + 1, out * stride);
    return { in: side, filter: Math.min(filter, side), out };
  }

  #window(
    code: Code,
    input: number,
    shape: number[],
    { height, width }: { height: number; width: number },
    options: Record<number, FlatValue>,
  ): number {
    const channels = shape[3] ?? 1;
    const inChannels = this.#tensors[input]?.shape[3] ?? 1;
    if (code === 3) {
      const perChannel = this.#int(0, 1) - 1;
      const filter = [channels, height, width, inChannels];
      const inputs = [input, ...this.#weights(input, filter, channels, perChannel)];
      return this.#operator(3, 3, inputs, this.#computed(shape), 1, {
        ...options,
        3: { u8: this.#int(0, 3) },
      });
    }
    if (code === 4) {
      const filter = [1, height, width, channels];
      const inputs = [input, ...this.#weights(input, filter, channels, channels > 1 ? 3 : -1)];
      return this.#operator(4, 3, inputs, this.#computed(shape), 2, {
        ...options,
        3: { i32: 1 },
        4: { u8: this.#int(0, 3) },
      });
    }
    const window = { ...options, 3: { i32: width }, 4: { i32: height } };
    return this.#operator(code, 2, [input], this.#alike(input, shape), 5, window);
  }

  /** Of the input and of what a depthwise convolution makes of it. */
  #add(): number {
    const [height, width, channels] = [this.#int(1, 2), this.#int(1, 2), this.#int(1, 4)];
    const shape = [1, height, width, channels];
    const input = this.#picture(height, width, channels);
    const options = { 0: { u8: 0 }, 1: { i32: 1 }, 2: { i32: 1 } };
    const other = this.#window(4, input, shape, { height: 1, width: 1 }, options);
    const activation = { 0: { u8: this.#int(0, 3) } };
    return this.#flatten(
      this.#operator(0, 2, [input, other], this.#computed(shape), 11, activation),
    );
  }

  #dense(): number {
    const [length, classes] = [this.#int(1, 64), this.#int(1, 16)];
    const input = this.#computed([1, 1, length, 1]);
    const inputs = [input, ...this.#weights(input, [classes, length], classes, -1)];
    const options = { 0: { u8: this.#int(0, 3) } };
    return this.#operator(9, 4, inputs, this.#computed([1, classes]), 8, options);
  }

  #softmax(): number {
    const classes = this.#int(2, 16);
    const flat = this.#flatten(this.#computed([1, 1, classes, 1]));
    const scores = this.#push({ shape: [1, classes], scales: [1 / 256], zeroPoints: [-128] });
    return this.#operator(25, 2, [flat], scores, 9, { 0: { f32: 1 } });
  }

  #pad(): number {
    const input = this.#computed([1, 1, 2, 1]);
    const around = [0, 0, this.#int(0, 1), this.#int(0, 1), this.#int(0, 2), this.#int(0, 1), 0, 0];
    const [, , top = 0, bottom = 0, left = 0, right = 0] = around;
    const paddings = this.#push({ shape: [4, 2], type: 2, content: int32s(around) });
    const output = this.#alike(input, [1, 1 + top + bottom, 2 + left + right, 1]);
    return this.#flatten(this.#operator(34, 2, [input, paddings], output, 22));
  }

  /** Of any number of channels, where an input has one or three. */
  #picture(height: number, width: number, channels: number): number {
    const input = this.#computed([1, height, width * channels, 1]);
    return channels === 1 ? input : this.#reshape(input, [1, height, width, channels]);
  }

  #flatten(tensor: number): number {
    return this.#reshape(tensor, [1, product(this.#tensors[tensor]?.shape ?? [])]);
  }

  #reshape(tensor: number, to: number[]): number {
    const shape = this.#push({ shape: [to.length], type: 2, content: int32s(to) });
    return this.#operator(22, 1, [tensor, shape], this.#alike(tensor, to), 17);
  }

  #finish(output: number): OperatorModel {
    const model = writeModel({
      version: 3,
      identifier: "TFL3",
      tensors: this.#tensors,
      operators: this.#operators,
      inputs: [0],
      outputs: [output],
      subgraphs: 1,
      metadata: [],
      bufferExtra: {},
      unusedCodes: [],
    });
    const bytesOf = (tensor: number) => product(this.#tensors[tensor]?.shape ?? []);
    return { model, inputBytes: bytesOf(0), outputBytes: bytesOf(output) };
  }
}

function product(values: readonly number[]): number {
  return values.reduce((all, one) => all * one, 1);
}
