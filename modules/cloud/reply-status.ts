import { isDigits } from "../text/forms.js";

/** What an answer's status means where it is not 200. */
export type StatusCode =
  | "cloud-unauthorized"
  | "cloud-rate-limited"
  | "cloud-server-error"
  | "cloud-rejected"
  | "cloud-redirected"
  | "cloud-malformed";

const MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";
const SECONDS_DIGITS_MAX = 9;
const MS_DIGITS_MAX = 12;

/** Undefined where the server has taken the request. */
export function refusalOf(status: number): StatusCode | undefined {
  if (status >= 200 && status < 300) return undefined;
  if (status === 401 || status === 403) return "cloud-unauthorized";
  if (status === 429) return "cloud-rate-limited";
  if (status >= 500 && status < 600) return "cloud-server-error";
  if (status >= 400 && status < 500) return "cloud-rejected";
  // Following one would send the key and the picture to whoever it names.
  if (status >= 300 && status < 400) return "cloud-redirected";
  return "cloud-malformed";
}

/** What a server says about coming back, by its status and its headers. */
export interface RetryHint {
  /** Whether the same question may be answered another time. */
  readonly retryable: boolean;
  readonly afterMs?: number;
}

/** Headers that bear on it, in lower case. */
export const RETRY_HEADERS = ["x-should-retry", "retry-after-ms", "retry-after"] as const;

const RETRYABLE_STATUS: readonly number[] = [408, 409, 429];

export function retryHintOf(
  status: number,
  headers: Map<string, string>,
  wallMs: number,
): RetryHint {
  const [said, ms, after] = RETRY_HEADERS.map((name) => headers.get(name));
  const usual = RETRYABLE_STATUS.includes(status) || status >= 500;
  const retryable = said === "true" || (usual && said !== "false");
  const afterMs = millisecondsOf(ms) ?? retryAfterMs(after, wallMs);
  return afterMs === undefined ? { retryable } : { retryable, afterMs };
}

/** A fraction of one is none. */
function millisecondsOf(header: string | undefined): number | undefined {
  const [whole = ""] = (header ?? "").trim().split(".");
  return isDigits(whole) && whole.length <= MS_DIGITS_MAX ? Number(whole) : undefined;
}

/**
 * The wait that a retry-after header asks for, in ms: seconds, or a date in the one form that
 * RFC 9110 lets servers send. Undefined where it says neither, 0 for a date that has passed.
 */
export function retryAfterMs(header: string | undefined, wallMs: number): number | undefined {
  if (header === undefined) return undefined;
  const text = header.trim();
  if (isDigits(text)) {
    return text.length > SECONDS_DIGITS_MAX ? undefined : Number(text) * 1_000;
  }
  const dateMs = parseHttpDate(text);
  return dateMs === undefined ? undefined : Math.max(0, dateMs - wallMs);
}

/** "Sun, 06 Nov 1994 08:49:37 GMT", and nothing else. */
function parseHttpDate(text: string): number | undefined {
  const [, day, month = "", year, time = ""] = text.split(" ");
  const [hour, minute, second] = time.split(":");
  const at = MONTHS.indexOf(month) / 3;
  const dateMs = Date.UTC(
    Number(year),
    at,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
  );
  // A date that no calendar has, or that is written otherwise, does not come back as the same text.
  if (Number.isNaN(dateMs) || new Date(dateMs).toUTCString() !== text) return undefined;
  return dateMs;
}
