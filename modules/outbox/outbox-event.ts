import type { Checksum } from "../host/checksum.js";
import type { FlashPartition } from "../host/storage.js";
import { type Contents, settleOldestBlock } from "./outbox-contents.js";
import { eventOf, numberOf, SLOT_BYTES, TAG, tagOf } from "./outbox-layout.js";

export interface OutboxEvent {
  readonly number: number;
  /** Fresh: EVENT_BYTES_MAX, with zeros behind what was given. */
  readonly bytes: Uint8Array;
}

/** The oldest event that waits; what flash has lost since it was counted is settled as spoilt. */
export function oldestEvent(
  checksum: Checksum,
  partition: FlashPartition,
  contents: Contents,
): OutboxEvent | undefined {
  const { journal, marks } = contents;
  const { blockLength } = partition.status();
  const slot = new Uint8Array(SLOT_BYTES);
  for (let [oldest] = journal; oldest !== undefined && oldest.waiting > 0; [oldest] = journal) {
    for (; contents.headSlot * SLOT_BYTES < blockLength; contents.headSlot++) {
      partition.read(slot.buffer, oldest.block * blockLength + contents.headSlot * SLOT_BYTES);
      if (tagOf(checksum, slot) !== TAG.event) continue;
      const number = numberOf(slot);
      if (number > marks.eventsThrough) return { number, bytes: eventOf(slot) };
    }
    settleOldestBlock(contents, "spoilt");
  }
  return undefined;
}
