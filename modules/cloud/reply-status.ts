/** What an answer's status means where it is not 200. */
export type StatusCode =
  | "cloud-unauthorized"
  | "cloud-rate-limited"
  | "cloud-server-error"
  | "cloud-rejected"
  | "cloud-redirected"
  | "cloud-malformed";

const MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";
const DATE = "^[A-Z][a-z]{2}, (\\d\\d) ([A-Z][a-z]{2}) (\\d{4}) (\\d\\d):(\\d\\d):(\\d\\d) GMT$";
const SECONDS_DIGITS_MAX = 9;

/** Undefined for 200, the one status that carries a verdict. */
export function refusalOf(status: number): StatusCode | undefined {
  if (status === 200) return undefined;
  if (status === 401 || status === 403) return "cloud-unauthorized";
  if (status === 429) return "cloud-rate-limited";
  if (status >= 500 && status < 600) return "cloud-server-error";
  if (status >= 400 && status < 500) return "cloud-rejected";
  // Following one would send the key and the picture to whoever it names.
  if (status >= 300 && status < 400) return "cloud-redirected";
  return "cloud-malformed";
}

/**
 * The wait that a retry-after header asks for, in ms: seconds, or a date in the one form that
 * RFC 9110 lets servers send. Undefined where it says neither, 0 for a date that has passed.
 */
export function retryAfterMs(header: string | undefined, wallMs: number): number | undefined {
  if (header === undefined) return undefined;
  const text = header.trim();
  if (/^\d+$/.test(text)) {
    return text.length > SECONDS_DIGITS_MAX ? undefined : Number(text) * 1_000;
  }
  const dateMs = parseHttpDate(text);
  return dateMs === undefined ? undefined : Math.max(0, dateMs - wallMs);
}

function parseHttpDate(text: string): number | undefined {
  const match = new RegExp(DATE).exec(text);
  if (match === null) return undefined;
  const [, day, month, year, hour, minute, second] = match;
  const at = MONTHS.indexOf(month as string);
  if (at < 0 || at % 3 !== 0) return undefined;
  return Date.UTC(Number(year), at / 3, Number(day), Number(hour), Number(minute), Number(second));
}
