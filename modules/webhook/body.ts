import type { Presence } from "../policy/hysteresis.js";
import type { WakeReport } from "../report/wake-report.js";
import type { Settings } from "../settings/schema.js";

/** Sums since power came. */
export interface EventCounts {
  readonly looks: number;
  readonly inferences: number;
  readonly sent: number;
  readonly answered: number;
  readonly failures: number;
}

type Told = Pick<
  WakeReport,
  "wake" | "coldStarts" | "atMs" | "decision" | "presence" | "chip" | "verdict" | "battery"
>;

/** Whether a wake is worth an event; `before` is the presence that it found. */
export function isEventDue(
  { enabled, host, everyDecision }: Settings["webhook"],
  before: Presence,
  { presence, chip, verdict }: Pick<Told, "presence" | "chip" | "verdict">,
): boolean {
  if (!enabled || host === "") return false;
  return presence !== before || (everyDecision && (chip !== null || verdict !== undefined));
}

/**
 * The idempotency key of a wake's event: the cold start and the wake number it on this device,
 * and `chance`, of [0, 1), keeps devices apart. Made once; every attempt carries the same.
 */
export function eventId({ coldStarts, wake }: Told, chance: number): string {
  return `${coldStarts}-${wake}-${Math.floor(chance * 0x1_0000_0000).toString(16)}`;
}

/**
 * An event's JSON (docs/SPEC.md, "Webhook"): measures and decisions. Neither a picture nor what
 * the cloud says of one in words: that stays between the device and the cloud.
 */
export function eventBody(id: string, told: Told, counts: EventCounts): string {
  const { atMs, decision, presence, chip, verdict, battery } = told;
  const { looks, inferences, sent, answered, failures } = counts;
  return JSON.stringify({
    schema: "nightjar.event/1",
    id,
    atMs,
    presence,
    decision,
    confidence: verdict?.confidence ?? chip?.confidence ?? null,
    verdict: verdict && {
      person: verdict.person,
      confidence: verdict.confidence,
      count: verdict.count,
    },
    battery,
    counts: { wakes: told.wake, looks, inferences, sent, answered, failures },
  });
}
