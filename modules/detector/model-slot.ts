import { isRecord, parseBoundedJson } from "../bytes/bounded-json.js";
import { asBytes } from "../bytes/view.js";
import type { ByteBuffer } from "../host/bytes.js";
import type { Checksum } from "../host/checksum.js";
import type { Codec } from "../host/codec.js";
import type { Outcome } from "../host/outcome.js";
import { type ModelInput, parseInput } from "./manifest.js";

/** The header of a model slot (docs/SPEC.md, "Model slot"); everything is little-endian. */
export const SLOT_HEADER_BYTES = 4_096;
export const SLOT_MAGIC = 0x314d_4a4e;
export const SLOT_VERSION = 1;
export const SLOT_AT = {
  magic: 0,
  crc32: 4,
  version: 8,
  manifestBytes: 12,
  modelBytes: 16,
  sha256: 32,
  manifest: 64,
} as const;
/** The sum covers the header from here to the manifest's end. */
export const SLOT_CRC_FROM = SLOT_AT.version;
export const SHA256_BYTES = 32;
export const MANIFEST_BYTES_MAX = SLOT_HEADER_BYTES - SLOT_AT.manifest;
export const MODEL_BYTES_MAX = 316 * 1024;

export type SlotCode = "model-header-absent" | "model-header-corrupt" | "model-manifest-invalid";

export interface ModelSlot {
  readonly input: ModelInput;
  /** Everything that the header says of the model; unchecked, since few wakes need it. */
  readonly description: unknown;
  /** Of the partition's memory, not copied. */
  readonly model: Uint8Array;
  /** What the model's bytes must hash to. */
  readonly sha256: Uint8Array;
}

export interface SlotHost {
  readonly checksum: Checksum;
  readonly codec: Codec;
}

/** Reads the header; the model itself is checked by `verifyModel`. */
export function readModelSlot(
  partition: ByteBuffer,
  { checksum, codec }: SlotHost,
): Outcome<ModelSlot, SlotCode> {
  const bytes = asBytes(partition);
  if (bytes.byteLength < SLOT_HEADER_BYTES) return { ok: false, code: "model-header-absent" };
  const view = new DataView(bytes.buffer, bytes.byteOffset, SLOT_HEADER_BYTES);
  if (view.getUint32(SLOT_AT.magic, true) !== SLOT_MAGIC) {
    return { ok: false, code: "model-header-absent" };
  }
  const manifestBytes = view.getUint32(SLOT_AT.manifestBytes, true);
  if (manifestBytes > MANIFEST_BYTES_MAX) return { ok: false, code: "model-header-corrupt" };
  const manifestEnd = SLOT_AT.manifest + manifestBytes;
  const sum = checksum.crc32(bytes.subarray(SLOT_CRC_FROM, manifestEnd));
  if (sum !== view.getUint32(SLOT_AT.crc32, true)) {
    return { ok: false, code: "model-header-corrupt" };
  }
  const modelBytes = view.getUint32(SLOT_AT.modelBytes, true);
  const room = Math.min(MODEL_BYTES_MAX, bytes.byteLength - SLOT_HEADER_BYTES);
  if (view.getUint16(SLOT_AT.version, true) !== SLOT_VERSION || modelBytes > room) {
    return { ok: false, code: "model-header-corrupt" };
  }
  const description = parse(codec.decodeUtf8(bytes.subarray(SLOT_AT.manifest, manifestEnd)));
  const input = isRecord(description) ? parseInput(description.input) : undefined;
  if (input === undefined) return { ok: false, code: "model-manifest-invalid" };
  const model = bytes.subarray(SLOT_HEADER_BYTES, SLOT_HEADER_BYTES + modelBytes);
  const sha256 = bytes.subarray(SLOT_AT.sha256, SLOT_AT.sha256 + SHA256_BYTES);
  return { ok: true, value: { input, description, model, sha256 } };
}

/** Hashes the whole model: some hundreds of KiB, so once per cold start or change, not per wake. */
export function verifyModel(
  { model, sha256 }: ModelSlot,
  checksum: Checksum,
): Outcome<void, "model-hash-mismatch"> {
  const sum = new Uint8Array(checksum.sha256(model));
  for (let at = 0; at < SHA256_BYTES; at++) {
    if (sum[at] !== sha256[at]) return { ok: false, code: "model-hash-mismatch" };
  }
  return { ok: true, value: undefined };
}

function parse(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  const parsed = parseBoundedJson(text);
  return parsed.ok ? parsed.value : undefined;
}
