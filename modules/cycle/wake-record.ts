import { HASH_PREFIX_BYTES } from "../detector/detect.js";
import type { Checksum } from "../host/checksum.js";
import type { Outcome } from "../host/outcome.js";
import { SIGNATURE_BYTES } from "../motion/signature.js";
import type { Decision } from "../policy/decide.js";
import type { AskWindow } from "../policy/escalation-budget.js";
import { initialWakeState, type WakeState } from "./wake-state.js";

/** The wake state in RTC memory (docs/SPEC.md, "Wake record"); everything is little-endian. */
export const RECORD_MAGIC = 0x534b_574e;
export const RECORD_VERSION = 1;
export const RECORD_BYTES = 380;
/** What a host sets aside. */
export const RECORD_BYTES_MAX = 2_048;

const AT = {
  magic: 0,
  version: 4,
  byteLength: 6,
  wakes: 8,
  coldStarts: 12,
  flags: 16,
  decision: 17,
  against: 18,
  skips: 20,
  stills: 24,
  lastProbability: 28,
  hashPrefix: 32,
  lastAskMs: 40,
  notBeforeMs: 48,
  hour: 56,
  day: 72,
  totals: 88,
  bytesSent: 112,
  reference: 120,
  crc32: RECORD_BYTES - 4,
} as const;

const FLAG_KNOWN = 1;
const FLAG_PRESENT = 2;
const FLAG_VERIFIED = 4;
const FLAG_ASKED = 8;
const FLAG_CLOCK_SET = 16;

const DECISIONS: readonly Decision[] = ["uncertain", "person", "noPerson"];
const UINT16_MAX = 0xffff;

/** Fresh bytes, which the caller owns. */
export function encodeWakeRecord(state: WakeState, checksum: Checksum): Uint8Array {
  const bytes = new Uint8Array(RECORD_BYTES);
  const view = new DataView(bytes.buffer);
  const { motion, model, presence, escalation } = state;
  view.setUint32(AT.magic, RECORD_MAGIC, true);
  view.setUint16(AT.version, RECORD_VERSION, true);
  view.setUint16(AT.byteLength, RECORD_BYTES, true);
  view.setUint32(AT.wakes, state.wakes, true);
  view.setUint32(AT.coldStarts, state.coldStarts, true);
  bytes[AT.flags] = flagsOf(state);
  bytes[AT.decision] = DECISIONS.indexOf(state.decision);
  view.setUint16(AT.against, Math.min(presence.against, UINT16_MAX), true);
  view.setUint32(AT.skips, motion.skips, true);
  view.setUint32(AT.stills, motion.stills, true);
  view.setFloat32(AT.lastProbability, state.lastProbability, true);
  bytes.set(model.hashPrefix, AT.hashPrefix);
  view.setFloat64(AT.lastAskMs, escalation.lastAskMs, true);
  view.setFloat64(AT.notBeforeMs, escalation.notBeforeMs, true);
  writeWindow(view, AT.hour, escalation.hour);
  writeWindow(view, AT.day, escalation.day);
  writeTotals(view, state);
  bytes.set(motion.reference, AT.reference);
  view.setUint32(AT.crc32, checksum.crc32(bytes.subarray(0, AT.crc32)), true);
  return bytes;
}

export type RecordCode = "record-absent" | "record-other-version" | "record-corrupt";

/** The state in `bytes`, of which it keeps none, or why there is none to be had. */
export function decodeWakeRecord(
  bytes: Uint8Array,
  checksum: Checksum,
): Outcome<WakeState, RecordCode> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.byteLength < RECORD_BYTES || view.getUint32(AT.magic, true) !== RECORD_MAGIC) {
    return { ok: false, code: "record-absent" };
  }
  const sameVersion = view.getUint16(AT.version, true) === RECORD_VERSION;
  if (!sameVersion || view.getUint16(AT.byteLength, true) !== RECORD_BYTES) {
    return { ok: false, code: "record-other-version" };
  }
  const sum = checksum.crc32(bytes.subarray(0, AT.crc32));
  if (sum !== view.getUint32(AT.crc32, true)) return { ok: false, code: "record-corrupt" };
  const state = initialWakeState();
  state.wakes = view.getUint32(AT.wakes, true);
  state.coldStarts = view.getUint32(AT.coldStarts, true);
  readFlags(state, bytes[AT.flags] as number);
  state.decision = DECISIONS[bytes[AT.decision] as number] ?? "uncertain";
  state.presence.against = view.getUint16(AT.against, true);
  state.motion.skips = view.getUint32(AT.skips, true);
  state.motion.stills = view.getUint32(AT.stills, true);
  state.lastProbability = view.getFloat32(AT.lastProbability, true);
  state.model.hashPrefix.set(bytes.subarray(AT.hashPrefix, AT.hashPrefix + HASH_PREFIX_BYTES));
  state.escalation.lastAskMs = view.getFloat64(AT.lastAskMs, true);
  state.escalation.notBeforeMs = view.getFloat64(AT.notBeforeMs, true);
  readWindow(view, AT.hour, state.escalation.hour);
  readWindow(view, AT.day, state.escalation.day);
  readTotals(view, state);
  state.motion.reference.set(bytes.subarray(AT.reference, AT.reference + SIGNATURE_BYTES));
  return { ok: true, value: state };
}

function flagsOf({ motion, presence, model, escalation }: WakeState): number {
  return (
    (motion.known ? FLAG_KNOWN : 0) |
    (presence.presence === "present" ? FLAG_PRESENT : 0) |
    (model.verified ? FLAG_VERIFIED : 0) |
    (escalation.asked ? FLAG_ASKED : 0) |
    (escalation.clockWasSet ? FLAG_CLOCK_SET : 0)
  );
}

function readFlags({ motion, presence, model, escalation }: WakeState, flags: number): void {
  motion.known = (flags & FLAG_KNOWN) !== 0;
  presence.presence = (flags & FLAG_PRESENT) !== 0 ? "present" : "absent";
  model.verified = (flags & FLAG_VERIFIED) !== 0;
  escalation.asked = (flags & FLAG_ASKED) !== 0;
  escalation.clockWasSet = (flags & FLAG_CLOCK_SET) !== 0;
}

function writeWindow(view: DataView, at: number, { startMs, count, countBefore }: AskWindow): void {
  view.setFloat64(at, startMs, true);
  view.setUint32(at + 8, count, true);
  view.setUint32(at + 12, countBefore, true);
}

function readWindow(view: DataView, at: number, window: AskWindow): void {
  window.startMs = view.getFloat64(at, true);
  window.count = view.getUint32(at + 8, true);
  window.countBefore = view.getUint32(at + 12, true);
}

function writeTotals(view: DataView, { totals }: WakeState): void {
  view.setUint32(AT.totals, totals.looks, true);
  view.setUint32(AT.totals + 4, totals.inferences, true);
  view.setUint32(AT.totals + 8, totals.skips, true);
  view.setUint32(AT.totals + 12, totals.sent, true);
  view.setUint32(AT.totals + 16, totals.answered, true);
  view.setUint32(AT.totals + 20, totals.failures, true);
  view.setFloat64(AT.bytesSent, totals.bytesSent, true);
}

function readTotals(view: DataView, { totals }: WakeState): void {
  totals.looks = view.getUint32(AT.totals, true);
  totals.inferences = view.getUint32(AT.totals + 4, true);
  totals.skips = view.getUint32(AT.totals + 8, true);
  totals.sent = view.getUint32(AT.totals + 12, true);
  totals.answered = view.getUint32(AT.totals + 16, true);
  totals.failures = view.getUint32(AT.totals + 20, true);
  totals.bytesSent = view.getFloat64(AT.bytesSent, true);
}
