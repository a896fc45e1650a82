import type { Checksum } from "../host/checksum.js";

/**
 * The outbox in flash (docs/SPEC.md, "Outbox"): slots of 64 bytes, each programmed once, each with
 * its sum in the last word. Little-endian, as are all machines that run the firmware.
 */
export const OUTBOX_PARTITION = "outbox";
export const SLOT_BYTES = 64;
const SLOT_WORDS = SLOT_BYTES / 4;
const CRC_AT = SLOT_WORDS - 1;

/** The first word of a slot says what it holds. */
export const TAG = {
  /** The first slot of a block of events: what stood when it was begun. */
  journal: 0x314a_4a4e,
  event: 0x3145_4a4e,
  /** What stands from here on. */
  marks: 0x314d_4a4e,
  /** The first slot of a frame's first block, written when all of the frame is there. */
  frame: 0x3146_4a4e,
} as const;
export const ERASED_WORD = 0xffff_ffff;

export const EVENT_BYTES_MAX = 52;
const EVENT_AT = 8;

export const KINDS = ["event", "frame"] as const;
export type Kind = (typeof KINDS)[number];
/**
 * What becomes of an entry: the receiver has it, or never wants it, or it grew too old, or made
 * room for others, or could not be read any more.
 */
export const OUTCOMES = ["delivered", "refused", "expired", "evicted", "spoilt"] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Everything up to these numbers is settled, and how: counts by `countAt`. */
export interface Marks {
  eventsThrough: number;
  framesThrough: number;
  readonly counts: Uint32Array;
}

export const MARKS_COUNTS = KINDS.length * OUTCOMES.length;
const EPOCH_AT = 2;
const MARKS_AT = 3;

/** Where in `Marks.counts` an outcome is counted. */
export function countAt(kind: Kind, outcome: Outcome): number {
  return KINDS.indexOf(kind) * OUTCOMES.length + OUTCOMES.indexOf(outcome);
}

export function keyOf(epoch: number, number: number): string {
  return `${epoch.toString(16).padStart(8, "0")}-${number}`;
}

/** What a caller wants to know of a frame again when it leaves. */
export const ABOUT_BYTES = 16;
export const FRAME_BLOCKS_MAX = 7;
/** Of a larger partition the rest is not used: a frame names its blocks by a byte each. */
export const BLOCKS_MAX = 253;
const LENGTH_AT = 3;
const SUM_AT = 4;
const ABOUT_AT = 20;
const BLOCK_COUNT_AT = 36;
const BLOCKS_AT = 37;

/** A frame that waits, as the slot at its head tells. */
export interface FrameEntry {
  readonly number: number;
  /** In order; the first holds the head and what fits behind it. */
  readonly blocks: readonly number[];
  readonly byteLength: number;
  readonly crc32: number;
  /** ABOUT_BYTES of the caller's own. */
  readonly about: Uint8Array;
}

/** The tag of a slot whose sum is right; 0 of any other. `slot` lies at a multiple of 4. */
export function tagOf(checksum: Checksum, slot: Uint8Array): number {
  const words = wordsOf(slot);
  const tag = words[0] as number;
  const isOurs = tag === TAG.journal || tag === TAG.event || tag === TAG.marks || tag === TAG.frame;
  if (!isOurs) return 0;
  return checksum.crc32(slot.subarray(0, CRC_AT * 4)) === words[CRC_AT] ? tag : 0;
}

/** Of a sound slot. */
export function numberOf(slot: Uint8Array): number {
  return wordsOf(slot)[1] as number;
}

/** Of a sound slot that is no event. */
export function epochOf(slot: Uint8Array): number {
  return wordsOf(slot)[EPOCH_AT] as number;
}

export function encodeMarks(
  checksum: Checksum,
  tag: typeof TAG.journal | typeof TAG.marks,
  number: number,
  epoch: number,
  { eventsThrough, framesThrough, counts }: Marks,
): Uint8Array {
  const words = Uint32Array.of(tag, number, epoch, eventsThrough, framesThrough, ...counts, 0);
  return summed(checksum, words);
}

/** Of a sound slot of marks or at a journal's head. */
export function decodeMarks(slot: Uint8Array): Marks {
  const words = wordsOf(slot);
  const counts = words.slice(MARKS_AT + 2, MARKS_AT + 2 + MARKS_COUNTS);
  return {
    eventsThrough: words[MARKS_AT] as number,
    framesThrough: words[MARKS_AT + 1] as number,
    counts,
  };
}

/** RangeError where the event is longer than EVENT_BYTES_MAX. */
export function encodeEvent(checksum: Checksum, number: number, event: Uint8Array): Uint8Array {
  if (event.byteLength > EVENT_BYTES_MAX) throw new RangeError("outbox: event too long");
  const words = new Uint32Array(SLOT_WORDS);
  words.set([TAG.event, number]);
  new Uint8Array(words.buffer).set(event, EVENT_AT);
  return summed(checksum, words);
}

/** EVENT_BYTES_MAX of a sound slot, in its memory. */
export function eventOf(slot: Uint8Array): Uint8Array {
  return slot.subarray(EVENT_AT, EVENT_AT + EVENT_BYTES_MAX);
}

export function encodeFrame(
  checksum: Checksum,
  epoch: number,
  { number, blocks, byteLength, crc32, about }: FrameEntry,
): Uint8Array {
  const words = new Uint32Array(SLOT_WORDS);
  words.set([TAG.frame, number, epoch, byteLength, crc32]);
  const bytes = new Uint8Array(words.buffer);
  bytes.set(about, ABOUT_AT);
  bytes.set([blocks.length, ...blocks], BLOCK_COUNT_AT);
  return summed(checksum, words);
}

/** Of a sound slot at a frame's head. */
export function decodeFrame(slot: Uint8Array): FrameEntry {
  const words = wordsOf(slot);
  const count = slot[BLOCK_COUNT_AT] as number;
  return {
    number: words[1] as number,
    blocks: [...slot.subarray(BLOCKS_AT, BLOCKS_AT + count)],
    byteLength: words[LENGTH_AT] as number,
    crc32: words[SUM_AT] as number,
    about: slot.slice(ABOUT_AT, ABOUT_AT + ABOUT_BYTES),
  };
}

function summed(checksum: Checksum, words: Uint32Array): Uint8Array {
  const bytes = new Uint8Array(words.buffer);
  words[CRC_AT] = checksum.crc32(bytes.subarray(0, CRC_AT * 4));
  return bytes;
}

function wordsOf({ buffer, byteOffset }: Uint8Array): Uint32Array {
  return new Uint32Array(buffer as ArrayBuffer, byteOffset, SLOT_WORDS);
}
