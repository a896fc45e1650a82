import type { Verdict } from "../cloud/verdict.js";
import type { Outbox } from "../outbox/outbox.js";
import { ANSWERS } from "../policy/circuit-breaker.js";
import { isDue, noteDelivered, noteUndelivered } from "../policy/delivery-due.js";
import { askMsMax } from "../power/wake-budget.js";
import { loadWebhookCredentials } from "../settings/credentials.js";
import { loadWifi } from "../settings/store.js";
import { eventBody } from "../webhook/body.js";
import { type Delivered, Delivery } from "../webhook/delivery.js";
import { isWebhookOn } from "../webhook/event.js";
import { decodeEventRecord } from "../webhook/event-record.js";
import { compare } from "./escalate.js";
import { eventOf, keepEvent, withOutbox } from "./keep.js";
import { decodeKept, type KeptFrame } from "./kept-frame.js";
import { isDate, nowOf, steadyOf } from "./now.js";
import { question } from "./question.js";
import { isAfterBrownOut, noteFailure, type ThisWake } from "./this-wake.js";

/** Events that one wake sends at most. */
export const EVENTS_MAX = 64;
/** After so many what the receiver has is written down: a cut brings no more back. */
const COMMIT_EVENTS = 8;
/** Of one event, from the handshake to the answer. */
const EVENT_MS_MAX = 10_000;
/** What was settled without an answer cannot be asked better another time. */
const UNANSWERABLE: readonly string[] = [...ANSWERS, "cloud-rejected", "cloud-tool-steps"];

/** Whether the outbox is to be emptied: its time has come, or the radio is up anyway. */
export function isDeliveryDue(wake: ThisWake): boolean {
  const { state, host, escalation } = wake;
  const { delivery } = state;
  if (delivery.dueS === 0 || state.schedule.rung >= 2 || isAfterBrownOut(wake)) return false;
  const { outcome } = escalation;
  // Who got no answer a moment ago will get none now.
  if (outcome === "sent-failed") return false;
  return outcome === "sent-answered" || isDue(delivery, steadyOf(wake, host.clock.wallMs()));
}

/** What stopped a delivery before its end: a failure, or this wake's own bounds. */
type Stopped = { readonly code: string; readonly afterMs?: number } | "unfinished";

/** Sends what waits: events to the webhook, then frames to the cloud, each oldest first. */
export async function deliver(wake: ThisWake): Promise<void> {
  const outbox = withOutbox(wake, (opened) => opened);
  if (outbox === undefined) return;
  let stopped = (await sendEvents(wake, outbox)) ?? (await askLate(wake, outbox));
  // What the cloud said late is an event itself, and the radio is up.
  if (wake.late.length > 0) stopped ??= await sendEvents(wake, outbox);
  withOutbox(wake, () => outbox.commit());
  const { state, host, settings } = wake;
  const { steadyMs } = nowOf(wake);
  if (stopped === undefined) {
    const waits = outbox.frames.length > 0 ? settings.outbox.frameDelayMs : undefined;
    noteDelivered(state.delivery, steadyMs, waits);
  } else if (stopped === "unfinished") {
    noteDelivered(state.delivery, steadyMs, 0);
  } else {
    noteUndelivered(state.delivery, steadyMs, host.random.next(), stopped.afterMs);
  }
}

async function sendEvents(wake: ThisWake, outbox: Outbox): Promise<Stopped | undefined> {
  const { host, settings } = wake;
  const { webhook } = settings;
  dropOldEvents(wake, outbox);
  if (outbox.events === 0 || !isWebhookOn(webhook)) return undefined;
  const credentials = loadWebhookCredentials(host.keyValue);
  if (!credentials.ok) {
    noteFailure(wake, "outbox", credentials);
    return { code: credentials.code };
  }
  host.network.configure(loadWifi(host.keyValue, settings));
  const { host: name, port, path } = webhook;
  const delivery = new Delivery(host, { host: name, port, path, ...credentials.value });
  try {
    for (let sent = 1; sent <= EVENTS_MAX; sent++) {
      const delivered = await sendOldest(wake, outbox, delivery);
      if (delivered === undefined) return undefined;
      if (delivered === "unfinished" || "code" in delivered) return delivered;
      if (sent % COMMIT_EVENTS === 0) withOutbox(wake, () => outbox.commit());
    }
    return "unfinished";
  } finally {
    delivery.close();
  }
}

/** Undefined where none waits. */
async function sendOldest(
  wake: ThisWake,
  outbox: Outbox,
  delivery: Delivery,
): Promise<Delivered | Stopped | undefined> {
  const event = withOutbox(wake, () => outbox.oldestEvent());
  if (event === undefined) return undefined;
  const leftMs = askMsMax(wake.settings.power, wake.host.clock.monotonicMs());
  if (leftMs === 0) return "unfinished";
  const id = outbox.keyOf(event.number);
  const body = eventBody(id, decodeEventRecord(event.bytes));
  const delivered = await delivery.send(id, body, Math.min(leftMs, EVENT_MS_MAX));
  if (delivered.outcome === "later") {
    noteFailure(wake, "outbox", delivered);
    return delivered;
  }
  const outcome = delivered.outcome === "taken" ? "delivered" : "refused";
  outbox.settle("event", event.number, outcome);
  return delivered;
}

/** Asks the cloud about frames that were kept: as ever within all budgets, but without a pause between. */
async function askLate(wake: ThisWake, outbox: Outbox): Promise<Stopped | undefined> {
  dropOldFrames(wake, outbox);
  for (let [frame] = outbox.frames; frame !== undefined; [frame] = outbox.frames) {
    const { number, about } = frame;
    const kept = frame;
    const jpeg = withOutbox(wake, () => outbox.readFrame(kept));
    if (wake.isOutboxLost) return { code: "outbox-unkept" };
    if (jpeg === undefined) {
      noteFailure(wake, "outbox", { code: "outbox-frame-spoilt" });
      outbox.settle("frame", number, "spoilt");
      continue;
    }
    const asked = await question(wake, { jpeg, why: "late", intervalMs: 0, hasTools: false });
    // Without a cloud, or a day's budget for it, the frame waits on.
    if (!("answer" in asked)) return asked.code === "budget-energy" ? "unfinished" : undefined;
    const { outcome, hint } = asked.answer;
    if (outcome.ok) {
      outbox.settle("frame", number, "delivered");
      takeLate(wake, decodeKept(about), outcome.value);
    } else {
      noteFailure(wake, "outbox", outcome);
      const { afterMs = 0 } = hint ?? {};
      if (!UNANSWERABLE.includes(outcome.code)) return { code: outcome.code, afterMs };
      outbox.settle("frame", number, "refused");
    }
    // A question costs: no loss of power may have it asked again.
    withOutbox(wake, () => outbox.commit());
  }
  return undefined;
}

function takeLate(wake: ThisWake, { atMs, probability }: KeptFrame, verdict: Verdict): void {
  wake.late.push({ atMs, probability, verdict });
  compare(wake, "escalated", probability, verdict.person);
  if (!isWebhookOn(wake.settings.webhook)) return;
  const decision = verdict.person ? "person" : "noPerson";
  const { confidence } = verdict;
  keepEvent(wake, { ...eventOf(wake, "late-verdict"), atMs, decision, confidence, verdict });
}

function dropOldEvents(wake: ThisWake, outbox: Outbox): void {
  withOutbox(wake, () => {
    for (let event = outbox.oldestEvent(); event !== undefined; event = outbox.oldestEvent()) {
      if (!isOld(wake, decodeEventRecord(event.bytes).atMs)) return;
      outbox.settle("event", event.number, "expired");
    }
  });
}

function dropOldFrames(wake: ThisWake, outbox: Outbox): void {
  for (let [frame] = outbox.frames; frame !== undefined; [frame] = outbox.frames) {
    if (!isOld(wake, decodeKept(frame.about).atMs)) return;
    outbox.settle("frame", frame.number, "expired");
  }
}

/**
 * Nobody knows how old what has a date is while the clock is not set. What has none, but the time
 * since power came, is that old at least, whichever power that was.
 */
function isOld(wake: ThisWake, atMs: number): boolean {
  const { steadyMs, wallMs, isSet } = nowOf(wake);
  const { ageMsMax } = wake.settings.outbox;
  return isDate(atMs) ? isSet && wallMs - atMs > ageMsMax : steadyMs - atMs > ageMsMax;
}
