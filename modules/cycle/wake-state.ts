import { HASH_PREFIX_BYTES, type ModelTrust } from "../detector/detect.js";
import type { MotionState } from "../motion/motion-gate.js";
import { SIGNATURE_BYTES } from "../motion/signature.js";
import { LEDGER_WORDS } from "../policy/day-cost.js";
import type { Decision } from "../policy/decide.js";
import { type DeliveryState, initialDeliveryState } from "../policy/delivery-due.js";
import { type EscalationState, initialEscalationState } from "../policy/escalation-budget.js";
import { initialPresenceState, type PresenceState } from "../policy/hysteresis.js";
import { RECENT_BYTES } from "../policy/recent-decisions.js";
import { STANDING_BYTES } from "../policy/standing-answer.js";
import { initialScheduleState, type ScheduleState } from "../power/schedule.js";
import { BYTE_AT, RECORD_BYTES } from "./wake-layout.js";

/**
 * All that the firmware knows from one wake to the next. Loaded at wake, passed down, brought up to
 * date by the stages, stored before sleep. A loss of power takes it.
 */
export interface WakeState {
  /**
   * The memory of its record; the reference signature, the model's hash and the ledger of asking lie
   * in it for good.
   */
  readonly record: Uint8Array;
  /** The same memory. */
  readonly words: Uint32Array;
  /** Wakes since power came, this one included. */
  wakes: number;
  /** Cold starts of this device so far; the count itself is kept in flash. */
  coldStarts: number;
  readonly motion: MotionState;
  readonly model: ModelTrust;
  readonly presence: PresenceState;
  readonly escalation: EscalationState;
  /** What setting the wall clock has added to it since power came (now.ts). */
  clockStepMs: number;
  /** The decision that stands. */
  decision: Decision;
  /** The chip's last; NaN before the first. */
  lastProbability: number;
  readonly totals: WakeTotals;
  readonly schedule: ScheduleState;
  readonly delivery: DeliveryState;
  /** Where the sensor's exposure stood at the last look; 0 where nobody knows. */
  exposure: number;
  /** The last decisions (policy/recent-decisions.ts). */
  readonly recent: Uint8Array;
  /** What the cloud said of the scene as it is (policy/standing-answer.ts). */
  readonly standing: Uint8Array;
}

/** Sums since power came, for the reports that aggregate many wakes. */
export interface WakeTotals {
  looks: number;
  inferences: number;
  skips: number;
  sent: number;
  answered: number;
  failures: number;
  bytesSent: number;
}

export function initialWakeState(): WakeState {
  const record = new Uint8Array(RECORD_BYTES);
  const words = new Uint32Array(record.buffer);
  const { hashPrefix, reference, ledger, recent, standing } = BYTE_AT;
  return {
    record,
    words,
    wakes: 0,
    coldStarts: 0,
    motion: {
      known: false,
      reference: record.subarray(reference, reference + SIGNATURE_BYTES),
      skips: 0,
      stills: 0,
    },
    model: {
      verified: false,
      hashPrefix: record.subarray(hashPrefix, hashPrefix + HASH_PREFIX_BYTES),
    },
    presence: initialPresenceState(),
    escalation: initialEscalationState(new Uint32Array(record.buffer, ledger, LEDGER_WORDS)),
    clockStepMs: 0,
    decision: "uncertain",
    lastProbability: Number.NaN,
    totals: {
      looks: 0,
      inferences: 0,
      skips: 0,
      sent: 0,
      answered: 0,
      failures: 0,
      bytesSent: 0,
    },
    schedule: initialScheduleState(),
    delivery: initialDeliveryState(),
    exposure: 0,
    recent: record.subarray(recent, recent + RECENT_BYTES),
    standing: record.subarray(standing, standing + STANDING_BYTES),
  };
}
