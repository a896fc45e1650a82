import type { Checksum } from "../host/checksum.js";
import type { Detector, DetectorEngine, InvokeCode, ModelCode } from "../host/detector.js";
import type { Outcome } from "../host/outcome.js";
import { personProbability } from "./calibration.js";
import { type ModelManifest, parseManifest } from "./manifest.js";
import { type ModelSlot, verifyModel } from "./model-slot.js";

export type DetectCode =
  | ModelCode
  | InvokeCode
  | "model-manifest-invalid"
  | "model-manifest-mismatch"
  | "model-hash-mismatch";

/** What was checked before, so that it is not checked at every wake; kept in the wake state. */
export interface ModelTrust {
  /** Whether the model with this hash was verified since power came. */
  verified: boolean;
  /** The first bytes of that hash. */
  readonly hashPrefix: Uint8Array;
}

export const HASH_PREFIX_BYTES = 8;

export interface DetectHost {
  readonly detector: DetectorEngine;
  readonly checksum: Checksum;
}

/** How far the scale in the manifest may be from the engine's, which is a rounded float32. */
const SCALE_TOLERANCE = 1e-4;

export function initialModelTrust(): ModelTrust {
  return { verified: false, hashPrefix: new Uint8Array(HASH_PREFIX_BYTES) };
}

/**
 * The probability of a person in `tensor`. Opens the network for this one inference and closes it
 * again: its memory is wanted by the camera before and by the radio after. The tensor stays the
 * caller's. `trust` is brought up to date.
 */
export function detect(
  host: DetectHost,
  slot: ModelSlot,
  trust: ModelTrust,
  tensor: Int8Array,
): Outcome<number, DetectCode> {
  const manifest = parseManifest(slot.description);
  if (manifest === undefined) return { ok: false, code: "model-manifest-invalid" };
  if (!isTrusted(slot, trust)) {
    const verified = verifyModel(slot, host.checksum);
    if (!verified.ok) return verified;
    trust.hashPrefix.set(slot.sha256.subarray(0, HASH_PREFIX_BYTES));
    trust.verified = true;
  }
  const opened = host.detector.open(slot.model);
  if (!opened.ok) return opened;
  try {
    return infer(opened.value, manifest, tensor);
  } finally {
    opened.value.close();
  }
}

function infer(
  detector: Detector,
  manifest: ModelManifest,
  tensor: Int8Array,
): Outcome<number, DetectCode> {
  const { width, height, channels } = manifest.input;
  const { labels, scale, zeroPoint } = manifest.output;
  const { input, output } = detector;
  if (!isShape(input.shape, [height, width, channels]) || !isShape(output.shape, [labels.length])) {
    return { ok: false, code: "model-manifest-mismatch", detail: "shape" };
  }
  const drift = Math.abs(output.scale - scale);
  if (drift > SCALE_TOLERANCE * scale || output.zeroPoint !== zeroPoint) {
    return { ok: false, code: "model-manifest-mismatch", detail: "quantization" };
  }
  const scores = new Int8Array(labels.length);
  const invoked = detector.invoke(tensor, scores);
  if (!invoked.ok) return invoked;
  return { ok: true, value: personProbability(scores, output, manifest) };
}

function isTrusted({ sha256 }: ModelSlot, { verified, hashPrefix }: ModelTrust): boolean {
  if (!verified) return false;
  for (let at = 0; at < HASH_PREFIX_BYTES; at++) {
    if (hashPrefix[at] !== sha256[at]) return false;
  }
  return true;
}

function isShape(shape: readonly number[], wanted: readonly number[]): boolean {
  return shape.length === wanted.length && wanted.every((side, axis) => shape[axis] === side);
}
