import { observe } from "../policy/hysteresis.js";
import { remember } from "../policy/recent-decisions.js";
import type { SleepPlan } from "../power/schedule.js";
import type { WakeReport } from "../report/wake-report.js";
import { closeOutbox } from "./keep.js";
import { DETAIL_CHARS_MAX, noteFailure, type ThisWake } from "./this-wake.js";
import { writeWakeRecord } from "./wake-record.js";

/** Settles what was decided: the cloud's verdict, or what stands, or the chip's word. */
export function settle(wake: ThisWake): void {
  const { state, settings, verdict, standing, chip } = wake;
  const own = standing ?? chip?.label ?? "uncertain";
  const decision = verdict === undefined ? own : verdict.person ? "person" : "noPerson";
  wake.decision = decision;
  state.decision = decision;
  observe(state.presence, decision, settings.policy);
  remember(state.recent, {
    atS: Math.floor(wake.atMs / 1_000),
    decision,
    probability: chip?.probability ?? null,
    byCloud: verdict !== undefined || standing !== undefined,
  });
}

/** A broken invariant. The wake ends here, but it ends in a report and in sleep. */
export function noteFault(wake: ThisWake, fault: unknown): void {
  const words = fault instanceof Error ? `${fault.name}: ${fault.message}` : String(fault);
  noteFailure(wake, "cycle", { code: "cycle-fault", detail: words.slice(0, DETAIL_CHARS_MAX) });
}

export function tell(wake: ThisWake, plan: SleepPlan): void {
  wake.state.totals.failures += wake.failures.length;
  wake.host.report(reportOf(wake, plan));
}

export function save({ host, state }: ThisWake): void {
  host.power.memory.write(writeWakeRecord(state, host.checksum));
}

function reportOf(wake: ThisWake, plan: SleepPlan): WakeReport {
  const { host, state, motion, verdict } = wake;
  return {
    schema: "nightjar.wake/1",
    wake: state.wakes,
    coldStarts: state.coldStarts,
    coldStart: wake.coldStart,
    restart: wake.restart,
    cause: host.power.wakeCause,
    atMs: wake.atMs,
    looks: wake.looks,
    motion,
    skippedByMotion: motion !== null && (motion.reason === "still" || motion.reason === "light"),
    inferences: wake.inferences,
    chip: wake.chip,
    // A copy: the constant for a wake that asked nobody is preloaded, and would not be serialized.
    escalation: { ...wake.escalation },
    verdict,
    audit: wake.audit,
    decision: wake.decision ?? state.decision,
    presence: state.presence.presence,
    outbox: closeOutbox(wake),
    late: wake.late.length > 0 ? wake.late : undefined,
    failures: wake.failures,
    battery: wake.battery,
    wakeOnPin: plan.wakeOnPin,
    awakeMs: host.clock.monotonicMs(),
    sleepMs: plan.durationMs,
  };
}
