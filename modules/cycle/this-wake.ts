import type { Verdict } from "../cloud/verdict.js";
import type { ModelSlot } from "../detector/model-slot.js";
import type { Frame } from "../frame/look.js";
import type { Host } from "../host/host.js";
import type { Outbox } from "../outbox/outbox.js";
import type { Decision, Judgement } from "../policy/decide.js";
import {
  type AuditReport,
  type BatteryReport,
  type EscalationReport,
  type FailureReport,
  type LateReport,
  type LookReport,
  type MotionReport,
  NO_ESCALATION,
  type RestartReport,
  type Stage,
} from "../report/wake-report.js";
import type { Settings } from "../settings/schema.js";
import { DEFAULT_SETTINGS } from "../settings/settings.js";
import { initialWakeState, type WakeState } from "./wake-state.js";

/** Everything about the wake in progress; the stages fill it in, the report reads it out. */
export interface ThisWake {
  readonly host: Host;
  /** Wall clock, ms since 1970: when it began. */
  atMs: number;
  /** Wall clock at boot, by which its jumps show (now.ts). */
  bootMs: number;
  settings: Settings;
  state: WakeState;
  coldStart: boolean;
  /** Of a cold start. */
  restart: RestartReport | undefined;
  /** The network to use; undefined where its slot has none that can be used. */
  model: ModelSlot | undefined;
  readonly looks: LookReport[];
  motion: MotionReport | null;
  inferences: number;
  chip: Judgement | null;
  escalation: EscalationReport;
  verdict: Verdict | undefined;
  /** The cloud's of an earlier wake, where nothing has moved since and the chip is unsure. */
  standing: Decision | undefined;
  audit: AuditReport | undefined;
  /** Undefined until something was judged in this wake. */
  decision: Decision | undefined;
  readonly failures: FailureReport[];
  battery: BatteryReport | undefined;
  /** Opened by the first that needs it. */
  outbox: Outbox | undefined;
  /** Flash has failed it. */
  isOutboxLost: boolean;
  /** What the cloud said in this wake of frames of earlier ones. */
  readonly late: LateReport[];
  /** Its report is written; a machine that is still there must not write another. */
  isOver: boolean;
}

/** A picture and what was made of it. The buffers are filled again by every look. */
export interface Sight {
  frame: Frame;
  readonly tensor: Int8Array;
  readonly signature: Uint8Array;
}

/** Faults are told by their words, cut to this. */
export const DETAIL_CHARS_MAX = 120;

export function beginWake(host: Host): ThisWake {
  const atMs = host.clock.wallMs();
  return {
    host,
    atMs,
    bootMs: atMs - host.clock.monotonicMs(),
    settings: DEFAULT_SETTINGS,
    state: initialWakeState(),
    coldStart: true,
    restart: undefined,
    model: undefined,
    looks: [],
    motion: null,
    inferences: 0,
    chip: null,
    escalation: NO_ESCALATION,
    verdict: undefined,
    standing: undefined,
    audit: undefined,
    decision: undefined,
    failures: [],
    battery: undefined,
    outbox: undefined,
    isOutboxLost: false,
    late: [],
    isOver: false,
  };
}

/**
 * Whether a brown-out began this wake: a reset that took the memory with it. What drew the most then
 * would do so again, and a board must sleep in between.
 */
export function isAfterBrownOut({ coldStart, host }: ThisWake): boolean {
  return coldStart && host.power.wakeCause === "reset";
}

export function noteFailure(
  wake: ThisWake,
  stage: Stage,
  { code, detail }: { readonly code: string; readonly detail?: string },
): void {
  wake.failures.push(
    detail === undefined
      ? { stage, code }
      : { stage, code, detail: detail.slice(0, DETAIL_CHARS_MAX) },
  );
}
