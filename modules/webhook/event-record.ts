import type { Decision } from "../policy/decide.js";
import type { Rung } from "../power/battery-ladder.js";
import type { WebhookEvent } from "./event.js";

/** An event as it waits in the outbox (docs/SPEC.md, "Webhook"), little-endian. */
export const EVENT_RECORD_BYTES = 40;

const AT = {
  seconds: 0,
  milliseconds: 4,
  flags: 6,
  rung: 7,
  confidence: 8,
  verdictConfidence: 10,
  verdictCount: 12,
  millivolts: 14,
  counts: 16,
} as const;
/** The decision stands in the lowest two bits. */
const FLAG = { present: 4, verdict: 8, person: 16, battery: 32, late: 64 } as const;
const DECISIONS: readonly Decision[] = ["uncertain", "person", "noPerson"];
/** Confidences are kept in ten-thousandths. */
const PARTS = 10_000;
const NONE = 0xffff;

export function encodeEventRecord(event: WebhookEvent): Uint8Array {
  const { atMs, verdict, battery, counts, confidence } = event;
  const bytes = new Uint8Array(EVENT_RECORD_BYTES);
  const view = new DataView(bytes.buffer);
  const seconds = Math.floor(atMs / 1_000);
  view.setUint32(AT.seconds, seconds, true);
  view.setUint16(AT.milliseconds, atMs - seconds * 1_000, true);
  view.setUint8(AT.flags, flagsOf(event));
  view.setUint8(AT.rung, battery?.rung ?? 0);
  view.setUint16(AT.confidence, confidence === null ? NONE : partsOf(confidence), true);
  view.setUint16(AT.verdictConfidence, partsOf(verdict?.confidence ?? 0), true);
  view.setUint16(AT.verdictCount, verdict?.count ?? 0, true);
  view.setUint16(AT.millivolts, battery?.millivolts ?? 0, true);
  const { wakes, looks, inferences, sent, answered, failures } = counts;
  [wakes, looks, inferences, sent, answered, failures].forEach((count, at) => {
    view.setUint32(AT.counts + 4 * at, count, true);
  });
  return bytes;
}

/** Of a record that was written here: the outbox has summed it. More bytes may follow. */
export function decodeEventRecord({ buffer, byteOffset, byteLength }: Uint8Array): WebhookEvent {
  const view = new DataView(buffer, byteOffset, byteLength);
  const flags = view.getUint8(AT.flags);
  const has = (flag: number): boolean => (flags & flag) !== 0;
  const confidence = view.getUint16(AT.confidence, true);
  const countAt = (at: number): number => view.getUint32(AT.counts + 4 * at, true);
  return {
    kind: has(FLAG.late) ? "late-verdict" : "decision",
    atMs: view.getUint32(AT.seconds, true) * 1_000 + view.getUint16(AT.milliseconds, true),
    decision: DECISIONS[flags & 3] ?? "uncertain",
    presence: has(FLAG.present) ? "present" : "absent",
    confidence: confidence === NONE ? null : confidence / PARTS,
    ...(has(FLAG.verdict)
      ? {
          verdict: {
            person: has(FLAG.person),
            confidence: view.getUint16(AT.verdictConfidence, true) / PARTS,
            count: view.getUint16(AT.verdictCount, true),
          },
        }
      : {}),
    ...(has(FLAG.battery)
      ? {
          battery: {
            millivolts: view.getUint16(AT.millivolts, true),
            rung: view.getUint8(AT.rung) as Rung,
          },
        }
      : {}),
    counts: {
      wakes: countAt(0),
      looks: countAt(1),
      inferences: countAt(2),
      sent: countAt(3),
      answered: countAt(4),
      failures: countAt(5),
    },
  };
}

function flagsOf({ kind, decision, presence, verdict, battery }: WebhookEvent): number {
  return (
    DECISIONS.indexOf(decision) |
    (presence === "present" ? FLAG.present : 0) |
    (verdict === undefined ? 0 : FLAG.verdict) |
    (verdict?.person ? FLAG.person : 0) |
    (battery === undefined ? 0 : FLAG.battery) |
    (kind === "late-verdict" ? FLAG.late : 0)
  );
}

function partsOf(confidence: number): number {
  return Math.round(confidence * PARTS);
}
