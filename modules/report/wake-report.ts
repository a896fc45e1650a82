import type { Usage } from "../cloud/turn.js";
import type { Verdict } from "../cloud/verdict.js";
import type { WakeCause } from "../host/power.js";
import type { Indication } from "../indicator/indication.js";
import type { AdmitReason, SkipReason } from "../motion/motion-gate.js";
import type { Outcome } from "../outbox/outbox-layout.js";
import type { Agreement, AuditedAs } from "../policy/audit.js";
import type { Decision, Judgement } from "../policy/decide.js";
import type { Presence } from "../policy/hysteresis.js";
import type { Rung } from "../power/battery-ladder.js";

/**
 * What one wake tells: measures, codes and decisions. Never a picture and never a key; the one
 * text from outside is the verdict's summary, which is bounded and free of control characters.
 */
export interface WakeReport {
  readonly schema: "nightjar.wake/1";
  /** Counts from 1 since power came. */
  readonly wake: number;
  /** How often this device lost its memory of the wakes before, this wake included. */
  readonly coldStarts: number;
  readonly coldStart: boolean;
  /** At a cold start alone. */
  readonly restart?: RestartReport | undefined;
  readonly cause: WakeCause;
  /** Wall clock at the start, ms since 1970. */
  readonly atMs: number;
  /** Every picture that was taken, in order. */
  readonly looks: readonly LookReport[];
  readonly motion: MotionReport | null;
  readonly skippedByMotion: boolean;
  readonly inferences: number;
  /** What the chip makes of the looks; null where it did not judge. */
  readonly chip: Judgement | null;
  readonly escalation: EscalationReport;
  readonly verdict?: Verdict | undefined;
  /** Where the cloud answered in this wake. */
  readonly audit?: AuditReport | undefined;
  /**
   * Before hysteresis: the verdict's where there is one, an earlier verdict's that stands, the chip's
   * otherwise; where nothing was judged, the decision that stood.
   */
  readonly decision: Decision;
  readonly presence: Presence;
  /** What waits in flash, where this wake has looked. */
  readonly outbox?: OutboxReport | undefined;
  /** What the cloud said in this wake of frames that were kept in earlier ones. */
  readonly late?: readonly LateReport[] | undefined;
  readonly failures: readonly FailureReport[];
  /** Missing where the board cannot read its cells: then nothing is done about low ones. */
  readonly battery?: BatteryReport | undefined;
  /** Where the motion sensor may end the sleep that follows. */
  readonly wakeOnPin: boolean;
  /** From boot to this report. */
  readonly awakeMs: number;
  readonly sleepMs: number;
}

export interface OutboxReport {
  readonly events: OutboxCounts;
  readonly frames: OutboxCounts;
}

/** Now, and how others ended since the outbox was begun. */
export interface OutboxCounts extends Readonly<Record<Outcome, number>> {
  readonly waiting: number;
}

export interface LateReport {
  /** Of the wake that looked. */
  readonly atMs: number;
  /** The chip's of then; null where it did not judge. */
  readonly probability: number | null;
  readonly verdict: Verdict;
}

/** What a cold start found and did before it looked. */
export interface RestartReport {
  /** Power cycles in a row that were short before this one, as a person asks for a reset by them. */
  shortCycles: number;
  /**
   * - `done`: at this start; `finished`: what a loss of power had cut short;
   *   `unfinished`: the store failed, and the next wake goes on with it.
   */
  factoryReset: "none" | "done" | "finished" | "unfinished";
  /** What the indicator then told; null where nothing can shine. */
  indication: Indication | null;
}

export interface BatteryReport {
  readonly millivolts: number;
  /** What low cells cost: 0 nothing, 1 fewer looks, 2 and no cloud, 3 sleep until recharged. */
  readonly rung: Rung;
}

export interface LookReport {
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
  /** Of a person, calibrated; missing where this look was not judged. */
  probability?: number;
  /** Mean luma, of a look into the dark alone. */
  luma?: number;
  /** By flash. */
  flash?: true;
}

export interface MotionReport {
  /** The motion gate's; `flash` where it was too dark for it, and a flash has lit the scene. */
  readonly reason: AdmitReason | SkipReason | "flash";
  /** Cells of 256 that neither noise nor light explains. */
  readonly movedCells: number;
}

/**
 * - `not-needed`: nothing was uncertain; `stands`: nothing has moved since the cloud answered; `off`: switched off, or without credentials;
 *   `budget`: not now, `code` says why.
 * - `sent-answered`, `sent-failed`: the cloud was asked.
 */
export interface EscalationReport {
  readonly outcome: "not-needed" | "stands" | "off" | "budget" | "sent-answered" | "sent-failed";
  /** `escalated`: the chip was unsure; `audited`: it was not, and is checked. */
  readonly why?: AuditedAs;
  /** Of the question that failed, or of the reason not to ask. */
  readonly code?: string;
  /** Bytes of the request's body. */
  readonly bytesSent: number;
  readonly bytesReceived: number;
  /** HTTP's. */
  readonly status?: number;
  /** Turns of the conversation, attempts included. */
  readonly requests?: number;
  /** That the cloud's model made of this device. */
  readonly toolCalls?: number;
  /** Tokens, as far as the cloud told. */
  readonly usage?: Usage;
}

/** How often chip and cloud meant the same of confident frames, and of uncertain ones. */
export interface AuditReport extends Agreement {
  readonly escalated: Pick<Agreement, "asked" | "agreed">;
}

export interface FailureReport {
  readonly stage: Stage;
  readonly code: string;
  readonly detail?: string;
}

export type Stage =
  | "restore"
  | "settings"
  | "power"
  | "look"
  | "image"
  | "detect"
  | "ask"
  | "outbox"
  | "cycle";

export const NO_ESCALATION: EscalationReport = {
  outcome: "not-needed",
  bytesSent: 0,
  bytesReceived: 0,
};
