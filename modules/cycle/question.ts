import { type Answer, ask } from "../cloud/ask.js";
import { NO_TOOLS } from "../cloud/tools.js";
import type { ByteBuffer } from "../host/bytes.js";
import { riskQuestion, settleQuestion } from "../policy/circuit-breaker.js";
import type { Cost } from "../policy/day-cost.js";
import {
  budgetRefusal,
  HOUR_MS,
  holdOff,
  isOfDay,
  settleCost,
  spend,
} from "../policy/escalation-budget.js";
import { askMsMax } from "../power/wake-budget.js";
import type { Reason } from "../privacy/privacy-line.js";
import type { PrivacyLog } from "../privacy/privacy-log.js";
import { type CloudCredentials, loadCredentials } from "../settings/credentials.js";
import { loadWifi } from "../settings/store.js";
import { actualCostOf, costOf } from "./ask-cost.js";
import { askOptionsOf, cloudOf, hasTransport } from "./cloud-line.js";
import { LocalTools } from "./local-tools.js";
import { nowOf } from "./now.js";
import { keepBreaker, keepStart, reserveQuestions } from "./restore.js";
import { isAfterBrownOut, noteFailure, type ThisWake } from "./this-wake.js";
import { writeWakeRecord } from "./wake-record.js";
import { openPrivacyLog, writeDown, writeDownEnd } from "./write-down.js";

/** What came of it, or why nothing was asked. */
export type Asked =
  | { readonly answer: Answer }
  | { readonly outcome: "off" | "budget"; readonly code: string };

/** A picture to ask about. */
export interface Question {
  readonly jpeg: ByteBuffer;
  readonly why: Reason;
  /** Since the question before; the other budgets hold in any case. */
  readonly intervalMs: number;
  /** Whether the cloud may use this device's tools: not where the picture is an old one. */
  readonly hasTools: boolean;
}

/** One question, within all budgets, paid for and written down before it leaves. */
export async function question(wake: ThisWake, asked: Question): Promise<Asked> {
  const { settings, state, host } = wake;
  if (!settings.cloud.enabled) return { outcome: "off", code: "cloud-off" };
  if (state.schedule.rung >= 2) return { outcome: "budget", code: "budget-battery" };
  if (isAfterBrownOut(wake)) return { outcome: "budget", code: "budget-brown-out" };
  const credentials = loadCredentials(host.keyValue);
  if (!credentials.ok) {
    if (credentials.code !== "cloud-key-absent") noteFailure(wake, "ask", credentials);
    return { outcome: "off", code: credentials.code };
  }
  if (!hasTransport(wake)) return { outcome: "off", code: "cloud-transport-absent" };
  const askMs = askMsMax(settings.power, host.clock.monotonicMs());
  if (askMs === 0) return { outcome: "budget", code: "budget-energy" };
  const cost = costOf(settings.cloud, asked.jpeg.byteLength, askMs, asked.hasTools);
  const limits = { ...settings.escalation, intervalMs: asked.intervalMs };
  let refusal = budgetRefusal(state.escalation, limits, nowOf(wake), cost);
  if (isOfDay(refusal) && (await askTheTime(wake))) {
    refusal = budgetRefusal(state.escalation, limits, nowOf(wake), cost);
  }
  if (refusal !== undefined) return { outcome: "budget", code: refusal };
  const log = openPrivacyLog(wake);
  if (log === undefined) return { outcome: "off", code: "privacy-unkept" };
  try {
    if (!pay(wake, cost)) return { outcome: "budget", code: "budget-unkept" };
    return await send(wake, asked, { credentials: credentials.value, askMs, cost, log });
  } finally {
    log.close();
  }
}

/**
 * Whether a clock that was not set now tells how long ago the day began that a loss of power left:
 * a device that is switched off every evening would else ask nobody any more once that day is full.
 * At most once an hour, since the radio costs.
 */
async function askTheTime(wake: ThisWake): Promise<boolean> {
  const { host, state, settings } = wake;
  const { escalation } = state;
  const { steadyMs, isSet } = nowOf(wake);
  if (isSet || host.network.setClock === undefined) return false;
  if (escalation.asked && steadyMs - escalation.lastAskMs < HOUR_MS) return false;
  escalation.asked = true;
  escalation.lastAskMs = steadyMs;
  host.network.configure(loadWifi(host.keyValue, settings));
  return new Promise((resolve) => host.network.setClock?.(resolve));
}

/** Counts the question before it goes out; false where that cannot be kept. */
function pay(wake: ThisWake, cost: Cost): boolean {
  const { state, settings, host } = wake;
  const now = nowOf(wake);
  try {
    reserveQuestions(wake, now, cost);
  } catch {
    // What cannot be counted must not be spent.
    return false;
  }
  spend(state.escalation, now, cost);
  riskQuestion(state.escalation, settings.escalation, now, host.random.next());
  state.totals.sent += 1;
  // Stored before the question goes out: a wake that dies on it must not find the budget whole.
  host.power.memory.write(writeWakeRecord(state, host.checksum));
  return true;
}

interface Sending {
  readonly credentials: CloudCredentials;
  readonly askMs: number;
  readonly cost: Cost;
  readonly log: PrivacyLog;
}

async function send(
  wake: ThisWake,
  { jpeg, why, hasTools }: Question,
  { credentials, askMs, cost, log }: Sending,
): Promise<Asked> {
  const { host, settings, state } = wake;
  const { line, host: to, asked } = cloudOf(wake, credentials);
  const place = writeDown(wake, log, to, why, jpeg.byteLength);
  if (place === undefined) return { outcome: "off", code: "privacy-unkept" };
  host.network.configure(loadWifi(host.keyValue, settings));
  const tools = hasTools ? new LocalTools(wake, log, to) : undefined;
  const beganMs = host.clock.monotonicMs();
  try {
    const options = askOptionsOf(settings.cloud, asked, askMs);
    const answer = await ask(host, line, jpeg, options, tools ?? NO_TOOLS);
    const askedMs = host.clock.monotonicMs() - beganMs;
    const actual = actualCostOf(settings.cloud, answer, askedMs);
    settleCost(state.escalation, cost, actual);
    writeDownEnd(wake, log, place, answer, actual);
    settleAnswer(wake, answer);
    return { answer };
  } finally {
    line.close();
    tools?.close();
  }
}

function settleAnswer(wake: ThisWake, { outcome, hint, bytesSent }: Answer): void {
  const { totals, escalation } = wake.state;
  totals.bytesSent += bytesSent;
  if (outcome.ok) totals.answered += 1;
  const now = nowOf(wake);
  settleQuestion(escalation, outcome.ok ? undefined : outcome.code, now);
  if (hint?.afterMs !== undefined) holdOff(escalation, hint.afterMs, now);
  try {
    keepBreaker(wake, now);
    keepStart(wake, now);
  } catch {
    noteFailure(wake, "ask", { code: "breaker-unkept" });
  }
}
