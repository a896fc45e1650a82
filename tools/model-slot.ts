import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import type { ModelManifest } from "../modules/detector/manifest.js";
import {
  MANIFEST_BYTES_MAX,
  MODEL_BYTES_MAX,
  SLOT_AT,
  SLOT_CRC_FROM,
  SLOT_HEADER_BYTES,
  SLOT_MAGIC,
  SLOT_VERSION,
} from "../modules/detector/model-slot.js";

export interface SlotParts {
  /** A model.json; what the firmware does not read of it is left out. */
  readonly manifest: ModelManifest;
  /** The .tflite, as it is. */
  readonly model: Uint8Array;
}

/** The bytes of a model slot: header, then model, not padded. Throws `RangeError` where it is full. */
export function encodeModelSlot({ manifest, model }: SlotParts): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify(shortened(manifest)));
  if (json.byteLength > MANIFEST_BYTES_MAX) {
    throw new RangeError(`manifest of ${json.byteLength} bytes, at most ${MANIFEST_BYTES_MAX}`);
  }
  if (model.byteLength > MODEL_BYTES_MAX) {
    throw new RangeError(`model of ${model.byteLength} bytes, at most ${MODEL_BYTES_MAX}`);
  }
  const slot = new Uint8Array(SLOT_HEADER_BYTES + model.byteLength);
  // What is not written stays as erased flash, so that the slot may be programmed as it is.
  slot.fill(0xff, SLOT_AT.manifest + json.byteLength, SLOT_HEADER_BYTES);
  const view = new DataView(slot.buffer);
  view.setUint32(SLOT_AT.magic, SLOT_MAGIC, true);
  view.setUint16(SLOT_AT.version, SLOT_VERSION, true);
  view.setUint32(SLOT_AT.manifestBytes, json.byteLength, true);
  view.setUint32(SLOT_AT.modelBytes, model.byteLength, true);
  slot.set(createHash("sha256").update(model).digest(), SLOT_AT.sha256);
  slot.set(json, SLOT_AT.manifest);
  slot.set(model, SLOT_HEADER_BYTES);
  const summed = slot.subarray(SLOT_CRC_FROM, SLOT_AT.manifest + json.byteLength);
  view.setUint32(SLOT_AT.crc32, crc32(summed), true);
  return slot;
}

function shortened({ name, version, input, output, calibration }: ModelManifest): ModelManifest {
  const { width, height, channels, fit } = input;
  const { kind, labels, scale, zeroPoint } = output;
  const { temperature, bias } = calibration;
  return {
    name,
    version,
    input: { width, height, channels, fit },
    output: { kind, labels, scale, zeroPoint },
    calibration: { temperature, bias },
  };
}
