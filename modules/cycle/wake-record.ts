import type { Checksum } from "../host/checksum.js";
import { DECISIONS, decisionOf } from "../policy/decision-bytes.js";
import type { Rung } from "../power/battery-ladder.js";
import {
  DOUBLE_AT,
  FLAG,
  RECORD_BYTES,
  RECORD_MAGIC,
  RECORD_VERSION,
  WORD_AT,
} from "./wake-layout.js";
import type { WakeState } from "./wake-state.js";

const FORMAT = RECORD_VERSION | (RECORD_BYTES << 16);
const SUMMED_BYTES = WORD_AT.crc32 * 4;
const COUNT_AGAINST_MAX = 0xffff;

/** Brings the state's record up to date, and gives it; it stays the state's. */
export function writeWakeRecord(state: WakeState, checksum: Checksum): Uint8Array {
  const { record, words, motion, presence, escalation, totals, schedule, delivery } = state;
  const doubles = new Float64Array(record.buffer, 0, SUMMED_BYTES >> 3);
  words[WORD_AT.magic] = RECORD_MAGIC;
  words[WORD_AT.format] = FORMAT;
  words[WORD_AT.wakes] = state.wakes;
  words[WORD_AT.coldStarts] = state.coldStarts;
  const against = Math.min(presence.against, COUNT_AGAINST_MAX);
  words[WORD_AT.flags] =
    flagsOf(state) | (DECISIONS.indexOf(state.decision) << 8) | (against << 16);
  words[WORD_AT.skips] = motion.skips;
  words[WORD_AT.stills] = motion.stills;
  floatOf(record)[0] = state.lastProbability;
  doubles[DOUBLE_AT.lastAskMs] = escalation.lastAskMs;
  doubles[DOUBLE_AT.notBeforeMs] = escalation.notBeforeMs;
  doubles[DOUBLE_AT.hourStartMs] = escalation.hour.startMs;
  words[WORD_AT.hourCount] = escalation.hour.count;
  words[WORD_AT.hourCountBefore] = escalation.hour.countBefore;
  doubles[DOUBLE_AT.dayStartMs] = escalation.day.startMs;
  words[WORD_AT.dayCount] = escalation.day.count;
  words[WORD_AT.dayCountBefore] = escalation.day.countBefore;
  words[WORD_AT.looks] = totals.looks;
  words[WORD_AT.inferences] = totals.inferences;
  words[WORD_AT.totalSkips] = totals.skips;
  words[WORD_AT.sent] = totals.sent;
  words[WORD_AT.answered] = totals.answered;
  words[WORD_AT.failures] = totals.failures;
  doubles[DOUBLE_AT.bytesSent] = totals.bytesSent;
  words[WORD_AT.quiet] = schedule.quietWakes | (schedule.rung << 16) | (presence.unsure << 24);
  doubles[DOUBLE_AT.pinClearMs] = schedule.pinClearMs;
  doubles[DOUBLE_AT.clockStepMs] = state.clockStepMs;
  words[WORD_AT.deliveryDue] = delivery.dueS;
  words[WORD_AT.deliveryFailures] = delivery.failures;
  words[WORD_AT.exposure] = state.exposure;
  words[WORD_AT.crc32] = checksum.crc32(record.subarray(0, SUMMED_BYTES));
  return record;
}

export type RecordCode = "record-absent" | "record-other-version" | "record-corrupt";

/**
 * Fills a fresh state from its record, which was read from memory, or says why that cannot be.
 * A state whose record was refused is of no use any more.
 */
export function readWakeRecord(state: WakeState, checksum: Checksum): RecordCode | undefined {
  const { record, words, motion, presence, escalation, totals, schedule, delivery } = state;
  if (words[WORD_AT.magic] !== RECORD_MAGIC) return "record-absent";
  if (words[WORD_AT.format] !== FORMAT) return "record-other-version";
  const sum = checksum.crc32(record.subarray(0, SUMMED_BYTES));
  if (sum !== words[WORD_AT.crc32]) return "record-corrupt";
  const doubles = new Float64Array(record.buffer, 0, SUMMED_BYTES >> 3);
  state.wakes = words[WORD_AT.wakes] as number;
  state.coldStarts = words[WORD_AT.coldStarts] as number;
  readFlags(state, words[WORD_AT.flags] as number);
  motion.skips = words[WORD_AT.skips] as number;
  motion.stills = words[WORD_AT.stills] as number;
  state.lastProbability = floatOf(record)[0] as number;
  escalation.lastAskMs = doubles[DOUBLE_AT.lastAskMs] as number;
  escalation.notBeforeMs = doubles[DOUBLE_AT.notBeforeMs] as number;
  escalation.hour.startMs = doubles[DOUBLE_AT.hourStartMs] as number;
  escalation.hour.count = words[WORD_AT.hourCount] as number;
  escalation.hour.countBefore = words[WORD_AT.hourCountBefore] as number;
  escalation.day.startMs = doubles[DOUBLE_AT.dayStartMs] as number;
  escalation.day.count = words[WORD_AT.dayCount] as number;
  escalation.day.countBefore = words[WORD_AT.dayCountBefore] as number;
  totals.looks = words[WORD_AT.looks] as number;
  totals.inferences = words[WORD_AT.inferences] as number;
  totals.skips = words[WORD_AT.totalSkips] as number;
  totals.sent = words[WORD_AT.sent] as number;
  totals.answered = words[WORD_AT.answered] as number;
  totals.failures = words[WORD_AT.failures] as number;
  totals.bytesSent = doubles[DOUBLE_AT.bytesSent] as number;
  const quiet = words[WORD_AT.quiet] as number;
  schedule.quietWakes = quiet & 0xffff;
  schedule.rung = ((quiet >>> 16) & 3) as Rung;
  presence.unsure = quiet >>> 24;
  schedule.pinClearMs = doubles[DOUBLE_AT.pinClearMs] as number;
  state.clockStepMs = doubles[DOUBLE_AT.clockStepMs] as number;
  delivery.dueS = words[WORD_AT.deliveryDue] as number;
  delivery.failures = words[WORD_AT.deliveryFailures] as number;
  state.exposure = words[WORD_AT.exposure] as number;
  return undefined;
}

function floatOf(record: Uint8Array): Float32Array {
  return new Float32Array(record.buffer, 4 * WORD_AT.lastProbability, 1);
}

function flagsOf({ motion, presence, model, escalation }: WakeState): number {
  return (
    (motion.known ? FLAG.known : 0) |
    (presence.presence === "present" ? FLAG.present : 0) |
    (model.verified ? FLAG.verified : 0) |
    (escalation.asked ? FLAG.asked : 0)
  );
}

function readFlags(state: WakeState, flags: number): void {
  const { motion, presence, model, escalation } = state;
  motion.known = (flags & FLAG.known) !== 0;
  presence.presence = (flags & FLAG.present) !== 0 ? "present" : "absent";
  model.verified = (flags & FLAG.verified) !== 0;
  escalation.asked = (flags & FLAG.asked) !== 0;
  state.decision = decisionOf((flags >>> 8) & 0xff);
  presence.against = flags >>> 16;
}
