import type { ByteBuffer } from "../../modules/host/bytes.js";
import type {
  ArenaMemory,
  Detector,
  DetectorEngine,
  InvokeCode,
  ModelCode,
  TensorDescription,
} from "../../modules/host/detector.js";
import type { Outcome } from "../../modules/host/outcome.js";

/** What a model slot of the board holds after its header (kModelBytesMax in detector.h). */
export const MODEL_BYTES_MAX = 316 * 1024;

/** In the order of `enum detector_status` in detector.h, from 1. */
const MODEL_CODES: readonly ModelCode[] = [
  "model-empty",
  "model-not-flatbuffer",
  "model-too-large",
  "model-too-new",
  "model-wrong-type",
  "model-wrong-shape",
  "model-unknown-operator",
  "model-engine-refused",
  "model-out-of-memory",
];
/** In the order of `enum detector_memory` in detector.h. */
const ARENA_MEMORIES: readonly ArenaMemory[] = ["unknown", "internal", "external"];
const INVOKE_CODES: readonly InvokeCode[] = ["detector-wrong-tensor", "detector-failed"];

/** Of one tensor in `describe`: rank, three sides, scale, zero point. */
const NUMBERS_PER_TENSOR = 6;
const RANK_MAX = 3;

function engineName(this: void, ...args: []): string {
  return native("xs_detector_engine").call(this, ...args) as string;
}

class NativeDetector extends Native("xs_detector_destructor") implements Detector {
  readonly engine = engineName();
  #input: TensorDescription | undefined;
  #output: TensorDescription | undefined;
  #arenaBytes = 0;
  #arenaMemory: ArenaMemory = "unknown";
  /** The engine reads the model where it lies: it has to live as long as this does. */
  #model: ByteBuffer | undefined;

  get input(): TensorDescription {
    return described(this.#input);
  }

  get output(): TensorDescription {
    return described(this.#output);
  }

  get arenaBytes(): number {
    return this.#arenaBytes;
  }

  get arenaMemory(): ArenaMemory {
    return this.#arenaMemory;
  }

  /** 0, or a status + 256 * (the operator at fault + 1). */
  open(model: ByteBuffer, modelBytesMax: number): number {
    const answer = this.#nativeOpen(model, modelBytesMax);
    if (answer !== 0) return answer;
    const numbers = new Float64Array(this.#nativeDescribe());
    this.#model = model;
    this.#input = describeTensor(numbers.subarray(0, NUMBERS_PER_TENSOR));
    this.#output = describeTensor(numbers.subarray(NUMBERS_PER_TENSOR, 2 * NUMBERS_PER_TENSOR));
    this.#arenaBytes = numbers[2 * NUMBERS_PER_TENSOR] ?? 0;
    this.#arenaMemory = ARENA_MEMORIES[numbers[2 * NUMBERS_PER_TENSOR + 1] ?? 0] ?? "unknown";
    return 0;
  }

  invoke(input: Int8Array, output: Int8Array): Outcome<void, InvokeCode> {
    if (this.#model === undefined) throw new Error("detector: not open");
    const status = this.#nativeInvoke(input, output);
    if (status === 0) return { ok: true, value: undefined };
    return { ok: false, code: INVOKE_CODES[status - MODEL_CODES.length - 1] as InvokeCode };
  }

  close(): void {
    this.#nativeClose();
    this.#model = undefined;
  }

  #nativeOpen(...args: [model: ByteBuffer, modelBytesMax: number]): number {
    return native("xs_detector_open").call(this, ...args) as number;
  }

  #nativeDescribe(...args: []): ArrayBuffer {
    return native("xs_detector_describe").call(this, ...args) as ArrayBuffer;
  }

  #nativeInvoke(...args: [input: Int8Array, output: Int8Array]): number {
    return native("xs_detector_invoke").call(this, ...args) as number;
  }

  #nativeClose(...args: []): void {
    native("xs_detector_close").call(this, ...args);
  }
}

function described(tensor: TensorDescription | undefined): TensorDescription {
  if (tensor === undefined) throw new Error("detector: not open");
  return tensor;
}

function describeTensor(numbers: Float64Array): TensorDescription {
  const [rank = 0, ...rest] = numbers;
  return {
    type: "int8",
    shape: rest.slice(0, rank),
    scale: rest[RANK_MAX] ?? 0,
    zeroPoint: rest[RANK_MAX + 1] ?? 0,
  };
}

export interface DetectorEngineOptions {
  /** Larger models than the board's slot holds may be tried on a desktop. */
  readonly modelBytesMax?: number;
}

/** Using a detector after `close` throws. */
export class NativeDetectorEngine implements DetectorEngine {
  readonly #modelBytesMax: number;

  constructor({ modelBytesMax = MODEL_BYTES_MAX }: DetectorEngineOptions = {}) {
    if (!Number.isInteger(modelBytesMax) || modelBytesMax < 1 || modelBytesMax > 0x7fffffff)
      throw new RangeError("modelBytesMax: not a size");
    this.#modelBytesMax = modelBytesMax;
  }

  get name(): string {
    return engineName();
  }

  open(model: ByteBuffer): Outcome<Detector, ModelCode> {
    const detector = new NativeDetector();
    const answer = detector.open(model, this.#modelBytesMax);
    if (answer === 0) return { ok: true, value: detector };
    const code = MODEL_CODES[(answer % 256) - 1] as ModelCode;
    const operator = Math.floor(answer / 256) - 1;
    return operator < 0 ? { ok: false, code } : { ok: false, code, detail: `operator ${operator}` };
  }
}

/** Takes what the board takes. */
export const detectorEngine: DetectorEngine = new NativeDetectorEngine();
