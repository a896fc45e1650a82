import { countAt, type FrameEntry, type Kind, type Marks, type Outcome } from "./outbox-layout.js";

/** A block of events. */
export interface JournalBlock {
  readonly block: number;
  /** Blocks, events and frames are numbered together, in the order in which they came. */
  readonly number: number;
  /** Events that are not settled. */
  waiting: number;
}

/** What the outbox holds: found in flash at the start, kept up to date from there. */
export interface Contents {
  /** Of the partition, from its start. */
  readonly blocks: number;
  /** Keeps this outbox apart from others, and from itself before it was erased. */
  epoch: number;
  readonly marks: Marks;
  /** Whether flash knows the marks. */
  isCommitted: boolean;
  /** Blocks that are free once it does: until then they may not be erased. */
  readonly held: number[];
  /** Those with events that wait, oldest first; the last is the one that is written to. */
  readonly journal: JournalBlock[];
  /** Oldest first. */
  readonly frames: FrameEntry[];
  /** Of the journal's last block: the slots from here on are erased. */
  nextSlot: number;
  /** Of the journal's first block: the oldest event is not before. */
  headSlot: number;
  nextNumber: number;
  /** The block that was begun last. */
  cursor: number;
}

export function eventsWaiting({ journal }: Contents): number {
  return journal.reduce((sum, { waiting }) => sum + waiting, 0);
}

/** Those that no event needs. */
export function blocksForFrames({ blocks, journal }: Contents): number {
  return blocks - journal.length;
}

export function blocksFree(contents: Contents): number {
  const taken = contents.frames.reduce((sum, { blocks }) => sum + blocks.length, 0);
  return blocksForFrames(contents) - taken;
}

/** The next block in turn that may be erased, for even wear; `taken` may not. There has to be one. */
export function nextFree(
  { blocks, journal, frames, held, cursor }: Contents,
  taken: readonly number[],
): number {
  const isUsed = (block: number): boolean =>
    taken.includes(block) ||
    held.includes(block) ||
    journal.some((used) => used.block === block) ||
    frames.some((frame) => frame.blocks.includes(block));
  let block = cursor;
  do block = (block + 1) % blocks;
  while (isUsed(block));
  return block;
}

/** Flash knows the marks. */
export function noteCommitted(contents: Contents): void {
  contents.isCommitted = true;
  contents.held.length = 0;
}

/** The oldest frame, whose number it is, goes. */
export function settleFrame(contents: Contents, number: number, outcome: Outcome): void {
  const [frame] = contents.frames;
  if (frame?.number !== number) return;
  contents.frames.shift();
  contents.held.push(...frame.blocks);
  contents.marks.framesThrough = number;
  note(contents, "frame", outcome, 1);
}

/** The oldest event, whose number it is, goes. */
export function settleEvent(contents: Contents, number: number, outcome: Outcome): void {
  const [oldest] = contents.journal;
  if (oldest === undefined) return;
  contents.marks.eventsThrough = number;
  oldest.waiting -= 1;
  note(contents, "event", outcome, 1);
  dropEmpty(contents);
}

/** All that waits in the oldest block of events goes. */
export function settleOldestBlock(contents: Contents, outcome: Outcome): void {
  const { marks, journal, nextNumber } = contents;
  const [oldest, second] = journal;
  if (oldest === undefined) return;
  // Its events are older than the block that follows, or else than whatever comes next.
  marks.eventsThrough = (second?.number ?? nextNumber) - 1;
  note(contents, "event", outcome, oldest.waiting);
  oldest.waiting = 0;
  dropEmpty(contents);
}

/** The oldest frame makes room, or, where there is none, the oldest block of events. */
export function evict(contents: Contents): void {
  const [frame] = contents.frames;
  if (frame !== undefined) settleFrame(contents, frame.number, "evicted");
  else settleOldestBlock(contents, "evicted");
}

/** Blocks without events that wait are free, but for the one that is written to. */
export function dropEmpty(contents: Contents): void {
  const { journal, held } = contents;
  for (let [oldest] = journal; journal.length > 1 && oldest?.waiting === 0; [oldest] = journal) {
    held.push(oldest.block);
    journal.shift();
    contents.headSlot = 1;
  }
}

function note(contents: Contents, kind: Kind, outcome: Outcome, count: number): void {
  const { counts } = contents.marks;
  const at = countAt(kind, outcome);
  counts[at] = (counts[at] as number) + count;
  contents.isCommitted = false;
}
