import type { NetworkCode } from "../../../../modules/host/network.js";

/** How far a connection had come when it failed. */
export type Phase = "name" | "connect" | "tls" | "http";

/**
 * What the firmware reads. Node's own messages name ephemeral ports and would make two runs of one
 * seed differ.
 */
export const NETWORK_TEXTS: Readonly<Record<NetworkCode, string>> = Object.freeze({
  "wifi-unset": "nobody has said which network to join",
  "wifi-refused": "the access point refused to be joined",
  "network-unreachable": "the network cannot be reached",
  "network-name-not-found": "the host name has no address",
  "network-refused": "the server refused the connection",
  "network-reset": "the connection was closed",
  "network-timeout": "the server did not answer",
  "network-protocol": "the server broke the protocol",
  "tls-untrusted": "the server's certificate is not trusted",
  "tls-wrong-host": "the server's certificate is for another host",
  "tls-expired": "the server's certificate is not valid now",
  "tls-clock-unset": "the clock was never set",
  "tls-failed": "TLS could not be agreed on",
});

const CODES: Readonly<Record<string, NetworkCode>> = Object.freeze({
  ENOTFOUND: "network-name-not-found",
  ENODATA: "network-name-not-found",
  EAI_AGAIN: "network-unreachable",
  EHOSTUNREACH: "network-unreachable",
  EHOSTDOWN: "network-unreachable",
  ENETUNREACH: "network-unreachable",
  ENETDOWN: "network-unreachable",
  EADDRNOTAVAIL: "network-unreachable",
  ECONNREFUSED: "network-refused",
  ECONNRESET: "network-reset",
  ECONNABORTED: "network-reset",
  EPIPE: "network-reset",
  ERR_STREAM_PREMATURE_CLOSE: "network-reset",
  ETIMEDOUT: "network-timeout",
  ERR_TLS_CERT_ALTNAME_INVALID: "tls-wrong-host",
  HOSTNAME_MISMATCH: "tls-wrong-host",
  CERT_HAS_EXPIRED: "tls-expired",
  CERT_NOT_YET_VALID: "tls-expired",
  ERROR_IN_CERT_NOT_BEFORE_FIELD: "tls-expired",
  ERROR_IN_CERT_NOT_AFTER_FIELD: "tls-expired",
  UNABLE_TO_GET_ISSUER_CERT: "tls-untrusted",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "tls-untrusted",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "tls-untrusted",
  UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY: "tls-untrusted",
  UNABLE_TO_DECRYPT_CERT_SIGNATURE: "tls-untrusted",
  DEPTH_ZERO_SELF_SIGNED_CERT: "tls-untrusted",
  SELF_SIGNED_CERT_IN_CHAIN: "tls-untrusted",
  CERT_SIGNATURE_FAILURE: "tls-untrusted",
  CERT_CHAIN_TOO_LONG: "tls-untrusted",
  CERT_REVOKED: "tls-untrusted",
  CERT_UNTRUSTED: "tls-untrusted",
  CERT_REJECTED: "tls-untrusted",
  INVALID_CA: "tls-untrusted",
  INVALID_PURPOSE: "tls-untrusted",
  PATH_LENGTH_EXCEEDED: "tls-untrusted",
  // Node's word for a verdict on a chain that it has no name for, such as a leaf that signs.
  UNSPECIFIED: "tls-untrusted",
});

const PHASE_CODES: Readonly<Record<Phase, NetworkCode>> = Object.freeze({
  name: "network-name-not-found",
  connect: "network-unreachable",
  tls: "tls-failed",
  http: "network-protocol",
});

/** The code for an error of Node's; an unknown one is named after the phase that it ended. */
export function networkCodeOf(error: unknown, phase: Phase): NetworkCode {
  const name = codeOf(error);
  if (name !== undefined && Object.hasOwn(CODES, name)) return CODES[name] as NetworkCode;
  // A record that does not open, whenever it comes.
  if (name?.startsWith("ERR_SSL_")) return "tls-failed";
  return PHASE_CODES[phase];
}

/** Node tries several addresses of a name and throws what came of each. */
function codeOf(error: unknown): string | undefined {
  const { code, errors } = error as { readonly code?: unknown; readonly errors?: unknown };
  if (typeof code === "string") return code;
  return Array.isArray(errors) && errors.length > 0 ? codeOf(errors[0]) : undefined;
}
