import { asBytes } from "../bytes/view.js";
import type { Frame } from "../frame/look.js";
import { Outbox } from "../outbox/outbox.js";
import type { Kind, Outcome } from "../outbox/outbox-layout.js";
import { KINDS, OUTCOMES } from "../outbox/outbox-layout.js";
import { ANSWERS } from "../policy/circuit-breaker.js";
import { waitAtMost } from "../policy/delivery-due.js";
import type { Presence } from "../policy/hysteresis.js";
import { PRIVACY_BLOCKS } from "../privacy/privacy-log.js";
import type { OutboxReport } from "../report/wake-report.js";
import { type EventKind, isEventDue, type WebhookEvent } from "../webhook/event.js";
import { encodeEventRecord } from "../webhook/event-record.js";
import { decodeKept, encodeKept } from "./kept-frame.js";
import { nowOf } from "./now.js";
import { noteFailure, type ThisWake } from "./this-wake.js";

/** A scene that is asked about again soon; and cells that cannot pay for asking. */
const NOT_KEPT: readonly string[] = ["budget-interval", "budget-battery"];

/** Keeps the frame of an uncertain scene where nobody could be asked now, and may be later. */
export function keepFrame(wake: ThisWake, frame: Frame): void {
  const { settings, escalation, chip, atMs } = wake;
  const { keepFrames, frameIntervalMs, frameDelayMs } = settings.outbox;
  if (!keepFrames || !isUnasked(escalation)) return;
  withOutbox(wake, (outbox) => {
    const newest = outbox.frames.at(-1);
    const sinceMs = newest === undefined ? undefined : atMs - decodeKept(newest.about).atMs;
    if (sinceMs !== undefined && sinceMs >= 0 && sinceMs < frameIntervalMs) return;
    const about = encodeKept({ atMs, probability: chip?.probability ?? null });
    const number = outbox.addFrame(asBytes(frame.jpeg), about);
    if (number === undefined) noteFailure(wake, "outbox", { code: "outbox-full" });
    else waitAtMost(wake.state.delivery, nowOf(wake).steadyMs, frameDelayMs);
  });
}

/** An answer of any kind is the cloud's last word on a picture. */
function isUnasked({ outcome, code = "" }: ThisWake["escalation"]): boolean {
  if (outcome === "budget") return !NOT_KEPT.includes(code);
  return outcome === "sent-failed" && !ANSWERS.includes(code);
}

/** Keeps what this wake has decided, where the webhook is to be told; `before` is what it found. */
export function keepDecision(wake: ThisWake, before: Presence): void {
  const { state, settings, chip, verdict, decision } = wake;
  const { presence } = state.presence;
  if (!isEventDue(settings.webhook, before, { presence, chip, verdict })) return;
  const confidence = verdict?.confidence ?? chip?.confidence ?? null;
  keepEvent(wake, {
    ...eventOf(wake, "decision"),
    decision: decision ?? state.decision,
    confidence,
    verdict,
  });
}

/** An event of this wake, as far as it goes without a decision. */
export function eventOf(
  { atMs, state, battery }: ThisWake,
  kind: EventKind,
): Omit<WebhookEvent, "decision" | "confidence"> {
  const { wakes, totals, presence } = state;
  const { looks, inferences, sent, answered, failures } = totals;
  const counts = { wakes, looks, inferences, sent, answered, failures };
  return { kind, atMs, presence: presence.presence, battery, counts };
}

export function keepEvent(wake: ThisWake, event: WebhookEvent): void {
  withOutbox(wake, (outbox) => {
    outbox.addEvent(encodeEventRecord(event));
    const { delayMs } = wake.settings.webhook;
    waitAtMost(wake.state.delivery, nowOf(wake).steadyMs, delayMs);
  });
}

/** Opens the outbox where this wake has not; what flash does wrong is noted, once. */
export function withOutbox<Result>(
  wake: ThisWake,
  use: (outbox: Outbox) => Result,
): Result | undefined {
  if (wake.isOutboxLost) return undefined;
  try {
    wake.outbox ??= new Outbox(wake.host, PRIVACY_BLOCKS);
    return use(wake.outbox);
  } catch {
    noteFailure(wake, "outbox", { code: "outbox-unkept" });
    wake.isOutboxLost = true;
    return undefined;
  }
}

/** What waits and what became of the rest, where this wake has looked; closes the outbox. */
export function closeOutbox(wake: ThisWake): OutboxReport | undefined {
  const { outbox } = wake;
  if (outbox === undefined) return undefined;
  outbox.close();
  const told = (kind: Kind, waiting: number) => ({
    waiting,
    ...(Object.fromEntries(
      OUTCOMES.map((outcome) => [outcome, outbox.count(kind, outcome)]),
    ) as Record<Outcome, number>),
  });
  const [event, frame] = KINDS;
  return { events: told(event, outbox.events), frames: told(frame, outbox.frames.length) };
}
