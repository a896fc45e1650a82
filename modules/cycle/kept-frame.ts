import { ABOUT_BYTES } from "../outbox/outbox-layout.js";

/** What is kept with a frame that nobody could be asked about (docs/SPEC.md, "Outbox"). */
export interface KeptFrame {
  /** Wall clock, ms since 1970: of the wake that looked. */
  readonly atMs: number;
  /** The chip's, of a person; null where it did not judge. */
  readonly probability: number | null;
}

export function encodeKept({ atMs, probability }: KeptFrame): Uint8Array {
  const bytes = new Uint8Array(ABOUT_BYTES);
  const view = new DataView(bytes.buffer);
  view.setFloat64(0, atMs, true);
  view.setFloat32(8, probability ?? Number.NaN, true);
  return bytes;
}

export function decodeKept({ buffer, byteOffset }: Uint8Array): KeptFrame {
  const view = new DataView(buffer, byteOffset, ABOUT_BYTES);
  const probability = view.getFloat32(8, true);
  return {
    atMs: view.getFloat64(0, true),
    probability: Number.isNaN(probability) ? null : probability,
  };
}
