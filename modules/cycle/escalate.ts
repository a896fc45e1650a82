import { type Answer, ask } from "../cloud/ask.js";
import type { Frame } from "../frame/look.js";
import { type AuditedAs, agreementOf, isAudited, noteAnswer } from "../policy/audit.js";
import { riskQuestion, settleQuestion } from "../policy/circuit-breaker.js";
import type { Cost } from "../policy/day-cost.js";
import {
  budgetRefusal,
  holdOff,
  settleCost,
  spend,
  type WallTime,
} from "../policy/escalation-budget.js";
import { askMsMax } from "../power/wake-budget.js";
import type { PrivacyLog } from "../privacy/privacy-log.js";
import type { EscalationReport } from "../report/wake-report.js";
import { type CloudCredentials, loadCredentials, loadWifi } from "../settings/store.js";
import { actualCostOf, costOf } from "./ask-cost.js";
import { askOptionsOf, cloudOf, hasTransport } from "./cloud-line.js";
import { LocalTools } from "./local-tools.js";
import { keepBreaker, reserveQuestions } from "./restore.js";
import { noteFailure, type ThisWake } from "./this-wake.js";
import { writeWakeRecord } from "./wake-record.js";
import { openPrivacyLog, writeDown, writeDownEnd } from "./write-down.js";

/**
 * Asks the cloud where the chip is unsure, and now and then where it is not, so that drift shows;
 * where the budgets do not allow it the chip's word is kept.
 */
export async function askOrKeep(wake: ThisWake, frame: Frame): Promise<void> {
  const as = reasonToAsk(wake);
  if (as === undefined) return;
  const { settings, state, host } = wake;
  if (!settings.cloud.enabled) return keep(wake, as, "off", "cloud-off");
  if (state.schedule.rung >= 2) return keep(wake, as, "budget", "budget-battery");
  const credentials = loadCredentials(host.keyValue);
  if (!credentials.ok) {
    if (credentials.code !== "cloud-key-absent") noteFailure(wake, "ask", credentials);
    return keep(wake, as, "off", credentials.code);
  }
  if (!hasTransport(wake)) return keep(wake, as, "off", "cloud-transport-absent");
  const askMs = askMsMax(settings.power, host.clock.monotonicMs());
  if (askMs === 0) return keep(wake, as, "budget", "budget-energy");
  const cost = costOf(settings.cloud, frame.jpeg.byteLength, askMs);
  const refusal = budgetRefusal(state.escalation, settings.escalation, timeOf(wake), cost);
  if (refusal !== undefined) return keep(wake, as, "budget", refusal);
  const log = openPrivacyLog(wake);
  if (log === undefined) return keep(wake, as, "off", "privacy-unkept");
  try {
    if (!pay(wake, cost)) return keep(wake, as, "budget", "budget-unkept");
    await question(wake, { as, frame, credentials: credentials.value, askMs, cost, log });
  } finally {
    log.close();
  }
}

/** Undefined where nothing needs to be asked. */
function reasonToAsk({ chip, settings, state, host }: ThisWake): AuditedAs | undefined {
  if (chip === null || chip.label === "uncertain") return "escalated";
  if (!settings.cloud.enabled) return undefined;
  const { ledger } = state.escalation;
  const isDrawn = isAudited(ledger, settings.escalation.auditShare, () => host.random.next());
  return isDrawn ? "audited" : undefined;
}

/** Counts the question before it goes out; false where that cannot be kept. */
function pay(wake: ThisWake, cost: Cost): boolean {
  const { state, settings, host } = wake;
  const time = timeOf(wake);
  try {
    reserveQuestions(wake, time, cost);
  } catch {
    // What cannot be counted must not be spent.
    return false;
  }
  spend(state.escalation, time, cost);
  riskQuestion(state.escalation, settings.escalation, time, host.random.next());
  state.totals.sent += 1;
  // Stored before the question goes out: a wake that dies on it must not find the budget whole.
  host.power.memory.write(writeWakeRecord(state, host.checksum));
  return true;
}

interface Asking {
  readonly as: AuditedAs;
  readonly frame: Frame;
  readonly credentials: CloudCredentials;
  readonly askMs: number;
  readonly cost: Cost;
  readonly log: PrivacyLog;
}

async function question(wake: ThisWake, asking: Asking): Promise<void> {
  const { host, settings, state } = wake;
  const { as, frame, askMs, cost, log } = asking;
  const { line, host: to, model } = cloudOf(wake, asking.credentials);
  const place = writeDown(wake, log, to, as, frame.jpeg.byteLength);
  if (place === undefined) return keep(wake, as, "off", "privacy-unkept");
  host.network.configure(loadWifi(host.keyValue, settings));
  const tools = new LocalTools(wake, log, to);
  const beganMs = host.clock.monotonicMs();
  try {
    const options = askOptionsOf(settings.cloud, model, askMs);
    const answer = await ask(host, line, frame.jpeg, options, tools);
    const askedMs = host.clock.monotonicMs() - beganMs;
    const actual = actualCostOf(settings.cloud, cost, answer, askedMs);
    settleCost(state.escalation, cost, actual);
    writeDownEnd(wake, log, place, answer, actual);
    take(wake, as, answer);
  } finally {
    line.close();
    tools.close();
  }
}

function take(wake: ThisWake, as: AuditedAs, { outcome, hint, ...told }: Answer): void {
  const { totals, escalation } = wake.state;
  totals.bytesSent += told.bytesSent;
  settleQuestion(escalation, outcome.ok ? undefined : outcome.code, timeOf(wake));
  if (hint?.afterMs !== undefined) holdOff(escalation, hint.afterMs, timeOf(wake));
  try {
    keepBreaker(wake, timeOf(wake));
  } catch {
    noteFailure(wake, "ask", { code: "breaker-unkept" });
  }
  if (outcome.ok) {
    totals.answered += 1;
    wake.verdict = outcome.value;
    wake.escalation = { outcome: "sent-answered", why: as, ...told };
    audit(wake, as, outcome.value.person);
  } else {
    noteFailure(wake, "ask", outcome);
    wake.escalation = { outcome: "sent-failed", why: as, code: outcome.code, ...told };
  }
}

/** Compares the chip's word with the cloud's, where it had one. */
function audit(wake: ThisWake, as: AuditedAs, person: boolean): void {
  const { ledger } = wake.state.escalation;
  if (wake.chip !== null) noteAnswer(ledger, as, wake.chip.probability > 0.5 === person);
  const { asked, agreed } = agreementOf(ledger, "escalated");
  wake.audit = { ...agreementOf(ledger, "audited"), escalated: { asked, agreed } };
}

function keep(
  wake: ThisWake,
  as: AuditedAs,
  outcome: EscalationReport["outcome"],
  code: string,
): void {
  wake.escalation = { outcome, why: as, code, bytesSent: 0, bytesReceived: 0 };
}

function timeOf({ host: { clock } }: ThisWake): WallTime {
  return { wallMs: clock.wallMs(), isSet: clock.isSet() };
}
