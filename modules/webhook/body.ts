import type { WebhookEvent } from "./event.js";

/**
 * An event's JSON (docs/SPEC.md, "Webhook"): measures and decisions. Neither a picture nor what
 * the cloud says of one in words. `id` is its idempotency key: every attempt carries the same.
 */
export function eventBody(id: string, event: WebhookEvent): string {
  const { kind, atMs, presence, decision, confidence, verdict, battery, counts } = event;
  return JSON.stringify({
    schema: "nightjar.event/1",
    id,
    kind,
    atMs,
    presence,
    decision,
    confidence,
    verdict,
    battery,
    counts,
  });
}
