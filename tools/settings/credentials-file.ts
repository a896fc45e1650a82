import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import {
  CA_BYTES_MAX,
  CLOUD_CA_KEY,
  CLOUD_KEY_CHARS_MAX,
  CLOUD_KEY_KEY,
  WEBHOOK_CA_KEY,
  WEBHOOK_SECRET_CHARS_MAX,
  WEBHOOK_SECRET_CHARS_MIN,
  WEBHOOK_SECRET_KEY,
} from "../../modules/settings/credentials.js";
import { SETTINGS_DOMAIN } from "../../modules/settings/store.js";
import type { NvsItem } from "../nvs/nvs-format.js";
import { textItem } from "./text-item.js";

type Taken = { readonly put: NvsItem[] };

const VISIBLE = /^[!-~]+$/;

/** Takes the group `credentials`; paths are from `folder`. What is wrong becomes a line of `errors`. */
export function takeCredentials(
  given: Readonly<Record<string, unknown>>,
  folder: string,
  change: Taken,
  errors: string[],
): void {
  const { cloudKey, cloudCa, webhookSecret, webhookCa, ...unknown } = given;
  takeSecret("cloudKey", cloudKey, CLOUD_KEY_RULE, change, errors);
  takeSecret("webhookSecret", webhookSecret, WEBHOOK_SECRET_RULE, change, errors);
  takeAuthority("cloudCa", CLOUD_CA_KEY, cloudCa, folder, change, errors);
  takeAuthority("webhookCa", WEBHOOK_CA_KEY, webhookCa, folder, change, errors);
  const allowed = "cloudKey, cloudCa, webhookSecret and webhookCa";
  for (const name of Object.keys(unknown)) {
    errors.push(`credentials.${name}: only ${allowed} are allowed`);
  }
}

interface SecretRule {
  readonly key: string;
  readonly charsMin: number;
  readonly charsMax: number;
}

const CLOUD_KEY_RULE = { key: CLOUD_KEY_KEY, charsMin: 1, charsMax: CLOUD_KEY_CHARS_MAX };
const WEBHOOK_SECRET_RULE = {
  key: WEBHOOK_SECRET_KEY,
  charsMin: WEBHOOK_SECRET_CHARS_MIN,
  charsMax: WEBHOOK_SECRET_CHARS_MAX,
};

function takeSecret(
  name: string,
  value: unknown,
  { key, charsMin, charsMax }: SecretRule,
  { put }: Taken,
  errors: string[],
): void {
  if (value === undefined) return;
  const isUsable =
    typeof value === "string" &&
    value.length >= charsMin &&
    value.length <= charsMax &&
    VISIBLE.test(value);
  if (isUsable) put.push(textItem(key, value));
  else errors.push(`credentials.${name}: ${charsMin} to ${charsMax} characters ! to ~ are allowed`);
}

function takeAuthority(
  name: string,
  key: string,
  value: unknown,
  folder: string,
  { put }: Taken,
  errors: string[],
): void {
  if (value === undefined) return;
  const bytes = typeof value === "string" ? authorityBytes(resolve(folder, value)) : undefined;
  if (bytes !== undefined && bytes.length <= CA_BYTES_MAX) {
    put.push({ domain: SETTINGS_DOMAIN, key, format: "buffer", bytes });
  } else {
    const allowed = `the file of one authority's certificate, at most ${CA_BYTES_MAX} bytes`;
    errors.push(`credentials.${name}: ${allowed}, is allowed`);
  }
}

/** DER of a certificate in PEM or DER; undefined where there is none, or one of no authority. */
function authorityBytes(path: string): Uint8Array | undefined {
  try {
    const certificate = new X509Certificate(readFileSync(path));
    return certificate.ca ? new Uint8Array(certificate.raw) : undefined;
  } catch {
    return undefined;
  }
}
