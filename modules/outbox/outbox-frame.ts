import type { FlashPartition } from "../host/storage.js";
import { SLOT_BYTES } from "./outbox-layout.js";

/** Flash is written in units that flash encryption can program. */
const UNIT_BYTES = 32;

/** Blocks that a frame of so many bytes takes, with the slot at its head. */
export function blocksOf(byteLength: number, blockBytes: number): number {
  return Math.ceil((SLOT_BYTES + byteLength) / blockBytes);
}

/** Into blocks that are erased; the head's slot stays so. */
export function writeFrameBytes(
  partition: FlashPartition,
  blockBytes: number,
  blocks: readonly number[],
  jpeg: Uint8Array,
): void {
  eachPiece(jpeg.byteLength, blockBytes, blocks, (from, to, offset) => {
    const whole = to - ((to - from) % UNIT_BYTES);
    if (whole > from) partition.write(jpeg.subarray(from, whole), offset);
    if (whole === to) return;
    const rest = new Uint8Array(UNIT_BYTES).fill(0xff);
    rest.set(jpeg.subarray(whole, to));
    partition.write(rest, offset + whole - from);
  });
}

/** Fresh bytes, whatever flash has made of them. */
export function readFrameBytes(
  partition: FlashPartition,
  blockBytes: number,
  blocks: readonly number[],
  byteLength: number,
): Uint8Array<ArrayBuffer> {
  const jpeg = new Uint8Array(byteLength);
  eachPiece(byteLength, blockBytes, blocks, (from, to, offset) => {
    jpeg.set(new Uint8Array(partition.read(to - from, offset)), from);
  });
  return jpeg;
}

function eachPiece(
  byteLength: number,
  blockBytes: number,
  blocks: readonly number[],
  use: (from: number, to: number, offset: number) => void,
): void {
  let from = 0;
  let skipped = SLOT_BYTES;
  for (const block of blocks) {
    const to = Math.min(byteLength, from + blockBytes - skipped);
    if (to > from) use(from, to, block * blockBytes + skipped);
    from = to;
    skipped = 0;
  }
}
