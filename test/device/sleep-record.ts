import type { RetainedMemory } from "../../modules/host/power.js";

/** What the self-test has told before it slept. */
export interface SleepRecord {
  readonly number: number;
  readonly failed: number;
}

const MAGIC = 0x544a_4e31;
const HEADER_WORDS = 3;

/** The record, and all other memory filled with bytes that follow from it. */
export function writeSleepRecord(memory: RetainedMemory, record: SleepRecord): void {
  memory.write(recordBytes(memory.byteLength, record));
}

/** Undefined where the memory holds none, which is so after power came. */
export function readSleepRecord(memory: RetainedMemory): SleepRecord | undefined {
  const words = new Uint32Array(HEADER_WORDS);
  memory.read(new Uint8Array(words.buffer));
  const [magic, number = 0, failed = 0] = words;
  return magic === MAGIC ? { number, failed } : undefined;
}

/** How many bytes are others than `writeSleepRecord` wrote. */
export function countLostBytes(memory: RetainedMemory, record: SleepRecord): number {
  const kept = new Uint8Array(memory.byteLength);
  memory.read(kept);
  const expected = recordBytes(memory.byteLength, record);
  let lost = 0;
  for (let at = 0; at < kept.length; at++) if (kept[at] !== expected[at]) lost += 1;
  return lost;
}

export function forgetSleepRecord(memory: RetainedMemory): void {
  memory.write(new Uint8Array(memory.byteLength));
}

function recordBytes(byteLength: number, { number, failed }: SleepRecord): Uint8Array {
  const bytes = new Uint8Array(byteLength);
  for (let at = 0; at < byteLength; at++) bytes[at] = (at * 167 + 13 * number) & 0xff;
  new Uint32Array(bytes.buffer, 0, HEADER_WORDS).set([MAGIC, number, failed]);
  return bytes;
}
