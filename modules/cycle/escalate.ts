import { type Answer, ask } from "../cloud/ask.js";
import type { Frame } from "../frame/look.js";
import { budgetRefusal, holdOff, spend, type WallTime } from "../policy/escalation-budget.js";
import { askMsMax } from "../power/wake-budget.js";
import type { EscalationReport } from "../report/wake-report.js";
import { loadCredentials, loadWifi } from "../settings/store.js";
import { askOptionsOf, cloudOf } from "./cloud-line.js";
import { LocalTools } from "./local-tools.js";
import { reserveQuestions } from "./restore.js";
import { noteFailure, type ThisWake } from "./this-wake.js";
import { writeWakeRecord } from "./wake-record.js";

/** Asks the cloud where the chip is unsure and the budget allows, and else keeps the chip's word. */
export async function askOrKeep(wake: ThisWake, frame: Frame): Promise<void> {
  if (wake.chip !== null && wake.chip.label !== "uncertain") return;
  const { settings, state, host } = wake;
  if (!settings.cloud.enabled) return keep(wake, "off", "cloud-off");
  if (state.schedule.rung >= 2) return keep(wake, "budget", "budget-battery");
  const credentials = loadCredentials(host.keyValue);
  if (!credentials.ok) {
    if (credentials.code !== "cloud-key-absent") noteFailure(wake, "ask", credentials);
    return keep(wake, "off", credentials.code);
  }
  const refusal = budgetRefusal(state.escalation, settings.escalation, timeOf(wake));
  if (refusal !== undefined) return keep(wake, "budget", refusal);
  const askMs = askMsMax(settings.power, host.clock.monotonicMs());
  if (askMs === 0) return keep(wake, "budget", "budget-energy");
  try {
    reserveQuestions(wake, timeOf(wake));
  } catch {
    // What cannot be counted must not be spent.
    return keep(wake, "budget", "budget-unkept");
  }
  spend(state.escalation, timeOf(wake));
  state.totals.sent += 1;
  // Stored before the question goes out: a wake that dies on it must not find the budget whole.
  host.power.memory.write(writeWakeRecord(state, host.checksum));
  host.network.configure(loadWifi(host.keyValue, settings));
  const { line, model } = cloudOf(wake, credentials.value);
  const tools = new LocalTools(wake);
  try {
    take(wake, await ask(host, line, frame.jpeg, askOptionsOf(wake, model, askMs), tools));
  } finally {
    line.close();
    tools.close();
  }
}

function take(wake: ThisWake, { outcome, status, hint, ...counts }: Answer): void {
  const { totals, escalation } = wake.state;
  totals.bytesSent += counts.bytesSent;
  if (hint?.afterMs !== undefined) holdOff(escalation, hint.afterMs, timeOf(wake));
  const told = { ...counts, ...(status === undefined ? {} : { status }) };
  if (outcome.ok) {
    totals.answered += 1;
    wake.verdict = outcome.value;
    wake.escalation = { outcome: "sent-answered", ...told };
  } else {
    noteFailure(wake, "ask", outcome);
    wake.escalation = { outcome: "sent-failed", code: outcome.code, ...told };
  }
}

function keep(wake: ThisWake, outcome: EscalationReport["outcome"], code: string): void {
  wake.escalation = { outcome, code, bytesSent: 0, bytesReceived: 0 };
}

function timeOf({ host: { clock } }: ThisWake): WallTime {
  return { wallMs: clock.wallMs(), isSet: clock.isSet() };
}
