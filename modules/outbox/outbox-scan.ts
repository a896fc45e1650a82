import type { Checksum } from "../host/checksum.js";
import type { FlashPartition } from "../host/storage.js";
import type { Contents } from "./outbox-contents.js";
import {
  decodeFrame,
  decodeMarks,
  ERASED_WORD,
  epochOf,
  type FrameEntry,
  MARKS_COUNTS,
  numberOf,
  SLOT_BYTES,
  TAG,
  tagOf,
} from "./outbox-layout.js";

/** A block with a sound slot at its head, of events or of a frame. */
interface Head {
  readonly block: number;
  readonly number: number;
  readonly epoch: number;
  /** Missing where the block is one of events. */
  readonly frame?: FrameEntry;
}

/** What the first `blocks` of the partition hold. */
export function scan(checksum: Checksum, partition: FlashPartition, blocks: number): Contents {
  const contents: Contents = {
    blocks,
    epoch: 0,
    marks: { eventsThrough: 0, framesThrough: 0, counts: new Uint32Array(MARKS_COUNTS) },
    isCommitted: true,
    held: [],
    journal: [],
    frames: [],
    nextSlot: 1,
    headSlot: 1,
    nextNumber: 1,
    cursor: blocks - 1,
  };
  const { blockLength } = partition.status();
  const heads = readHeads(checksum, partition, blocks, blockLength);
  const newest = heads.find(({ frame }) => frame === undefined);
  if (newest === undefined) return contents;
  contents.epoch = newest.epoch;
  const bytes = new Uint8Array(blockLength);
  partition.read(bytes.buffer, newest.block * blockLength);
  takeNewest(checksum, contents, bytes);
  const ours = heads.filter(({ epoch }) => epoch === newest.epoch);
  const [last] = ours;
  if (last !== undefined) contents.cursor = last.frame?.blocks.at(-1) ?? last.block;
  for (const { block, number, frame } of ours.reverse()) {
    seen(contents, number);
    if (frame !== undefined) {
      if (number > contents.marks.framesThrough) contents.frames.push(frame);
      continue;
    }
    partition.read(bytes.buffer, block * blockLength);
    const waiting = waitingIn(checksum, contents, bytes);
    if (waiting > 0 || block === newest.block) contents.journal.push({ block, number, waiting });
  }
  return contents;
}

/** Newest first. */
function readHeads(
  checksum: Checksum,
  partition: FlashPartition,
  blocks: number,
  blockLength: number,
): Head[] {
  const slot = new Uint8Array(SLOT_BYTES);
  const heads: Head[] = [];
  for (let block = 0; block < blocks; block++) {
    partition.read(slot.buffer, block * blockLength);
    const tag = tagOf(checksum, slot);
    if (tag !== TAG.journal && tag !== TAG.frame) continue;
    const head = { block, number: numberOf(slot), epoch: epochOf(slot) };
    heads.push(tag === TAG.frame ? { ...head, frame: decodeFrame(slot) } : head);
  }
  return heads.sort((one, other) => other.number - one.number);
}

/** The newest block of events tells what stands, and where the next slot goes. */
function takeNewest(checksum: Checksum, contents: Contents, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.byteLength; at += SLOT_BYTES) {
    const slot = bytes.subarray(at, at + SLOT_BYTES);
    if (!slot.every((byte) => byte === 0xff)) contents.nextSlot = at / SLOT_BYTES + 1;
    const tag = tagOf(checksum, slot);
    if (tag === TAG.journal || tag === TAG.marks) Object.assign(contents.marks, decodeMarks(slot));
  }
  seen(contents, contents.marks.eventsThrough);
  seen(contents, contents.marks.framesThrough);
}

/** Events in a block of theirs that are not settled. */
function waitingIn(checksum: Checksum, contents: Contents, bytes: Uint8Array): number {
  const words = new Uint32Array(bytes.buffer);
  let waiting = 0;
  for (let at = SLOT_BYTES; at < bytes.byteLength; at += SLOT_BYTES) {
    if (words[at / 4] === ERASED_WORD) continue;
    const slot = bytes.subarray(at, at + SLOT_BYTES);
    if (tagOf(checksum, slot) !== TAG.event) continue;
    const number = numberOf(slot);
    seen(contents, number);
    if (number > contents.marks.eventsThrough) waiting += 1;
  }
  return waiting;
}

function seen(contents: Contents, number: number): void {
  if (number >= contents.nextNumber) contents.nextNumber = number + 1;
}
