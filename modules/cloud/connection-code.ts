import type { NetworkCode } from "../host/network.js";

/** Why there was no answer to read; the last where the host does not say. */
export type ConnectionCode = NetworkCode | "cloud-connection-failed";

const NETWORK_CODES: readonly string[] = [
  "wifi-unset",
  "wifi-refused",
  "network-unreachable",
  "network-name-not-found",
  "network-refused",
  "network-reset",
  "network-timeout",
  "network-protocol",
  "tls-untrusted",
  "tls-wrong-host",
  "tls-expired",
  "tls-clock-unset",
  "tls-failed",
] satisfies NetworkCode[];

/** The code of whatever a host's HTTP client throws or ends with; never its words. */
export function connectionCodeOf(error: unknown): ConnectionCode {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  return NETWORK_CODES.includes(code as string) ? (code as NetworkCode) : "cloud-connection-failed";
}
