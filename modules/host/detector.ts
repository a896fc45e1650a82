import type { ByteBuffer } from "./bytes.js";
import type { Outcome } from "./outcome.js";

export interface TensorDescription {
  readonly type: "int8";
  /** Without the batch: [height, width, channels] for an input, [classes] for an output. */
  readonly shape: readonly number[];
  /** real = scale * (quantized - zeroPoint) */
  readonly scale: number;
  readonly zeroPoint: number;
}

export type ModelCode =
  | "model-empty"
  | "model-not-flatbuffer"
  | "model-too-large"
  | "model-too-new"
  | "model-wrong-type"
  | "model-wrong-shape"
  | "model-unknown-operator"
  | "model-engine-refused"
  | "model-out-of-memory";

export type InvokeCode = "detector-wrong-tensor" | "detector-failed";

/** The chip's own RAM, or PSRAM behind a cache; `unknown` where the engine does not say. */
export type ArenaMemory = "unknown" | "internal" | "external";

/** `native/detector`: an opened network. Tensors in, tensors out; nothing is allocated after open. */
export interface Detector {
  readonly engine: string;
  readonly input: TensorDescription;
  readonly output: TensorDescription;
  /** Bytes of the tensor arena in use, as the engine counts them; 0 where it does not. */
  readonly arenaBytes: number;
  readonly arenaMemory: ArenaMemory;
  /** Copies `input` in, runs the network, copies its answer to `output`. Both stay the caller's. */
  invoke(input: Int8Array, output: Int8Array): Outcome<void, InvokeCode>;
  close(): void;
}

export interface DetectorEngine {
  readonly name: string;
  /** Checks every byte of the model before it is used. The model must outlive the detector. */
  open(model: ByteBuffer): Outcome<Detector, ModelCode>;
}
