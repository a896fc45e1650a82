import type { Checksum } from "../host/checksum.js";
import type { RandomSource } from "../host/clock.js";
import type { FlashModule, FlashPartition } from "../host/storage.js";
import {
  blocksForFrames,
  blocksFree,
  type Contents,
  dropEmpty,
  eventsWaiting,
  evict,
  type JournalBlock,
  nextFree,
  noteCommitted,
  settleEvent,
  settleFrame,
} from "./outbox-contents.js";
import { type OutboxEvent, oldestEvent } from "./outbox-event.js";
import { blocksOf, readFrameBytes, writeFrameBytes } from "./outbox-frame.js";
import {
  BLOCKS_MAX,
  countAt,
  encodeEvent,
  encodeFrame,
  encodeMarks,
  FRAME_BLOCKS_MAX,
  type FrameEntry,
  type Kind,
  keyOf,
  OUTBOX_PARTITION,
  type Outcome,
  SLOT_BYTES,
  TAG,
} from "./outbox-layout.js";
import { scan } from "./outbox-scan.js";

export interface OutboxHost {
  readonly flash: FlashModule;
  readonly checksum: Checksum;
  readonly random: RandomSource;
}

/**
 * Events and frames that wait in flash for somebody to take them: each kind in the order in which
 * it came. A change is one write of one slot, so that a loss of power leaves what was or what was
 * wanted. When it is full the oldest frame goes, then the oldest block of events, counted. What has
 * not been settled comes again, and the receiver knows it by `keyOf`. One block stays free, so that
 * what is given up is written down before it is erased. Throws where the flash does; then it is to
 * be opened anew.
 */
export class Outbox {
  readonly #checksum: Checksum;
  readonly #partition: FlashPartition;
  readonly #blockBytes: number;
  readonly #contents: Contents;

  /** The last `keptBlocks` of the partition are somebody else's. */
  constructor({ flash, checksum, random }: OutboxHost, keptBlocks: number) {
    this.#checksum = checksum;
    this.#partition = flash.open({ path: OUTBOX_PARTITION, mode: "r+" });
    const { blockLength, blocks } = this.#partition.status();
    this.#blockBytes = blockLength;
    this.#contents = scan(checksum, this.#partition, Math.min(blocks - keptBlocks, BLOCKS_MAX));
    if (this.#contents.epoch === 0) this.#contents.epoch = Math.ceil(random.next() * 0xffff_ffff);
  }

  /** Events that wait. */
  get events(): number {
    return eventsWaiting(this.#contents);
  }

  /** Frames that wait, oldest first. */
  get frames(): readonly FrameEntry[] {
    return this.#contents.frames;
  }

  /** How many of a kind ended so since the outbox was begun. */
  count(kind: Kind, outcome: Outcome): number {
    return this.#contents.marks.counts[countAt(kind, outcome)] as number;
  }

  /** The idempotency key of an entry: no other has it, on this device or another. */
  keyOf(number: number): string {
    return keyOf(this.#contents.epoch, number);
  }

  /** Gives the event's number. RangeError where it is longer than EVENT_BYTES_MAX. */
  addEvent(event: Uint8Array): number {
    if (!this.#hasSlot()) this.#beginJournal();
    const number = this.#contents.nextNumber;
    this.#writeSlot(encodeEvent(this.#checksum, number, event));
    this.#contents.nextNumber = number + 1;
    this.#open().waiting += 1;
    return number;
  }

  /**
   * Gives the frame's number; undefined where it is too large, or only events could make room.
   * `about` has ABOUT_BYTES, which are kept with it.
   */
  addFrame(jpeg: Uint8Array, about: Uint8Array): number | undefined {
    const wanted = blocksOf(jpeg.byteLength, this.#blockBytes);
    if (wanted > FRAME_BLOCKS_MAX || !this.#makeRoom(wanted)) return undefined;
    const blocks: number[] = [];
    while (blocks.length < wanted) blocks.push(this.#begin(blocks));
    writeFrameBytes(this.#partition, this.#blockBytes, blocks, jpeg);
    const { epoch, frames, nextNumber: number } = this.#contents;
    const crc32 = this.#checksum.crc32(jpeg);
    const { byteLength } = jpeg;
    const entry = { number, blocks, byteLength, crc32, about: about.slice() };
    const head = encodeFrame(this.#checksum, epoch, entry);
    this.#partition.write(head, (blocks[0] as number) * this.#blockBytes);
    this.#contents.nextNumber = number + 1;
    frames.push(entry);
    return number;
  }

  /** The oldest event that waits. */
  oldestEvent(): OutboxEvent | undefined {
    return oldestEvent(this.#checksum, this.#partition, this.#contents);
  }

  /** The bytes of a frame that waits, fresh; undefined where flash has lost some of them. */
  readFrame({ blocks, byteLength, crc32 }: FrameEntry): Uint8Array<ArrayBuffer> | undefined {
    const jpeg = readFrameBytes(this.#partition, this.#blockBytes, blocks, byteLength);
    return this.#checksum.crc32(jpeg) === crc32 ? jpeg : undefined;
  }

  /** Settles the oldest of a kind, by its number. It comes again after a cut before `commit`. */
  settle(kind: Kind, number: number, outcome: Outcome): void {
    if (kind === "event") settleEvent(this.#contents, number, outcome);
    else settleFrame(this.#contents, number, outcome);
  }

  /** Writes down what was settled. */
  commit(): void {
    const { isCommitted, epoch, marks } = this.#contents;
    if (isCommitted) return;
    if (this.#hasSlot()) {
      this.#writeSlot(encodeMarks(this.#checksum, TAG.marks, this.#open().number, epoch, marks));
      noteCommitted(this.#contents);
    } else {
      this.#beginJournal();
    }
  }

  close(): void {
    this.#partition.close();
  }

  /** Leaves so many blocks free for a frame, and one more; false where only events could go. */
  #makeRoom(wanted: number): boolean {
    const contents = this.#contents;
    if (contents.journal.length === 0) this.#beginJournal();
    if (blocksForFrames(contents) - (this.#hasSlot() ? 0 : 1) <= wanted) return false;
    // To commit may take a block itself.
    while (blocksFree(contents) <= wanted || !contents.isCommitted) {
      if (blocksFree(contents) <= wanted) evict(contents);
      else this.commit();
    }
    return true;
  }

  /** Begins a block of events; its head says what stands, and so commits it. */
  #beginJournal(): void {
    const contents = this.#contents;
    const { nextNumber: number, epoch, marks, journal } = contents;
    while (blocksFree(contents) < 2) evict(contents);
    const block = this.#begin([]);
    const head = encodeMarks(this.#checksum, TAG.journal, number, epoch, marks);
    this.#partition.write(head, block * this.#blockBytes);
    contents.nextNumber = number + 1;
    contents.nextSlot = 1;
    journal.push({ block, number, waiting: 0 });
    dropEmpty(contents);
    noteCommitted(contents);
  }

  #begin(taken: readonly number[]): number {
    const block = nextFree(this.#contents, taken);
    this.#partition.eraseBlock(block, block + 1);
    this.#contents.cursor = block;
    return block;
  }

  #hasSlot(): boolean {
    const { journal, nextSlot } = this.#contents;
    return journal.length > 0 && nextSlot * SLOT_BYTES < this.#blockBytes;
  }

  #writeSlot(slot: Uint8Array): void {
    const offset = this.#open().block * this.#blockBytes + this.#contents.nextSlot * SLOT_BYTES;
    this.#contents.nextSlot += 1;
    this.#partition.write(slot, offset);
  }

  #open(): JournalBlock {
    return this.#contents.journal.at(-1) as JournalBlock;
  }
}
