import type { AskCode } from "./ask.js";
import type { RetryHint } from "./reply-status.js";

/** The first wait, on average half of it; each further one is up to twice as long. */
export const RETRY_MS_BASE = 1_000;
export const RETRY_MS_MAX = 8_000;
/** A radio that waits costs as much as one that sends: longer waits are slept through. */
export const WAIT_MS_MAX = 5_000;

/** Handshake, upload and the fastest answer take about as long: with less left another is in vain. */
export const RETRY_LEFT_MS_MIN = 3_000;

/** The failures of a way that may be open the next moment, and of a server that says so. */
const PASSING: readonly AskCode[] = [
  "network-reset",
  "network-refused",
  "network-timeout",
  "network-protocol",
  "network-unreachable",
  "cloud-connection-failed",
  "cloud-server-error",
  "cloud-rate-limited",
];

/** Whether the same question may be answered another time; a server's own word counts. */
export function isRetryable(code: AskCode, hint: RetryHint | undefined): boolean {
  return hint?.retryable ?? PASSING.includes(code);
}

/**
 * Milliseconds before the next of `attempt` attempts so far: full jitter, so that a hundred devices
 * that failed together do not come back together, but no sooner than the server asks for.
 */
export function retryDelayMs(attempt: number, chance: number, hint: RetryHint | undefined): number {
  const spreadMs = Math.min(RETRY_MS_MAX, RETRY_MS_BASE * 2 ** (attempt - 1));
  return Math.floor(chance * spreadMs) + (hint?.afterMs ?? 0);
}
