import type { Decision } from "../policy/decide.js";
import type { Presence } from "../policy/hysteresis.js";
import type { Rung } from "../power/battery-ladder.js";
import type { WakeReport } from "../report/wake-report.js";
import type { Settings } from "../settings/schema.js";

/** What the webhook is told of: a decision, or what the cloud said of one when it was asked late. */
export interface WebhookEvent {
  readonly kind: EventKind;
  /** Wall clock, ms since 1970: of the wake that looked. */
  readonly atMs: number;
  readonly decision: Decision;
  readonly presence: Presence;
  /** The cloud's where it has answered, else the chip's; null where nobody judged. */
  readonly confidence: number | null;
  readonly verdict?: EventVerdict | undefined;
  readonly battery?: EventBattery | undefined;
  readonly counts: EventCounts;
}

export const EVENT_KINDS = ["decision", "late-verdict"] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

/** Without the cloud's words about the picture: those stay between the device and the cloud. */
export interface EventVerdict {
  readonly person: boolean;
  readonly confidence: number;
  readonly count: number;
}

export interface EventBattery {
  readonly millivolts: number;
  readonly rung: Rung;
}

/** Sums since power came. */
export interface EventCounts {
  readonly wakes: number;
  readonly looks: number;
  readonly inferences: number;
  readonly sent: number;
  readonly answered: number;
  readonly failures: number;
}

type Told = Pick<WakeReport, "presence" | "chip" | "verdict">;

export function isWebhookOn({ enabled, host }: Settings["webhook"]): boolean {
  return enabled && host !== "";
}

/** Whether a wake is worth an event; `before` is the presence that it found. */
export function isEventDue(
  webhook: Settings["webhook"],
  before: Presence,
  { presence, chip, verdict }: Told,
): boolean {
  if (!isWebhookOn(webhook)) return false;
  return presence !== before || (webhook.everyDecision && (chip !== null || verdict !== undefined));
}
