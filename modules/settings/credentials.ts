import type { Outcome } from "../host/outcome.js";
import type { KeyValueModule } from "../host/storage.js";
import { isVisible } from "../text/forms.js";
import { readQuietly } from "./store.js";

/** Keys of the settings' domain whose values are nobody else's business: never part of a report. */
export const CLOUD_KEY_KEY = "cloud-key";
export const CLOUD_CA_KEY = "cloud-ca";
/** What signs the webhook's events. */
export const WEBHOOK_SECRET_KEY = "webhook-secret";
export const WEBHOOK_CA_KEY = "webhook-ca";

export const CLOUD_KEY_CHARS_MAX = 512;
export const WEBHOOK_SECRET_CHARS_MIN = 16;
export const WEBHOOK_SECRET_CHARS_MAX = 128;
/** DER. */
export const CA_BYTES_MAX = 4_096;

/** Who we are to the cloud, and whom we trust. */
export interface CloudCredentials {
  readonly key: string;
  /** DER of one certificate authority; where it is missing the host's own store decides. */
  readonly ca?: ArrayBuffer;
}

export interface WebhookCredentials {
  readonly secret: string;
  /** As with the cloud. */
  readonly ca?: ArrayBuffer;
}

export type CloudCredentialsCode = "cloud-key-absent" | "cloud-key-invalid" | "cloud-ca-invalid";
export type WebhookCredentialsCode =
  | "webhook-secret-absent"
  | "webhook-secret-invalid"
  | "webhook-ca-invalid";

/** The key and the authority for one question to the cloud; read only when it is asked. */
export function loadCredentials(
  keyValue: KeyValueModule,
): Outcome<CloudCredentials, CloudCredentialsCode> {
  const key = readQuietly(keyValue, CLOUD_KEY_KEY, "string");
  if (key === undefined) return { ok: false, code: "cloud-key-absent" };
  if (!isSecret(key, 0, CLOUD_KEY_CHARS_MAX)) return { ok: false, code: "cloud-key-invalid" };
  const ca = readAuthority(keyValue, CLOUD_CA_KEY);
  return ca === null
    ? { ok: false, code: "cloud-ca-invalid" }
    : { ok: true, value: { key, ...(ca && { ca }) } };
}

/** What to sign an event with, and whom to trust; read only when one is sent. */
export function loadWebhookCredentials(
  keyValue: KeyValueModule,
): Outcome<WebhookCredentials, WebhookCredentialsCode> {
  const secret = readQuietly(keyValue, WEBHOOK_SECRET_KEY, "string");
  if (secret === undefined) return { ok: false, code: "webhook-secret-absent" };
  if (!isSecret(secret, WEBHOOK_SECRET_CHARS_MIN, WEBHOOK_SECRET_CHARS_MAX)) {
    return { ok: false, code: "webhook-secret-invalid" };
  }
  const ca = readAuthority(keyValue, WEBHOOK_CA_KEY);
  return ca === null
    ? { ok: false, code: "webhook-ca-invalid" }
    : { ok: true, value: { secret, ...(ca && { ca }) } };
}

/** It goes into a header: anything that could end the line would add headers of its own. */
function isSecret(value: unknown, charsMin: number, charsMax: number): value is string {
  return (
    typeof value === "string" &&
    value.length >= charsMin &&
    value.length <= charsMax &&
    isVisible(value)
  );
}

/** Null where it is damaged: that must not widen trust to the host's own store. */
function readAuthority(keyValue: KeyValueModule, key: string): ArrayBuffer | null | undefined {
  const ca = readQuietly(keyValue, key, "buffer");
  if (ca === undefined) return undefined;
  const isUsable = ca instanceof ArrayBuffer && ca.byteLength > 0 && ca.byteLength <= CA_BYTES_MAX;
  return isUsable ? ca : null;
}
