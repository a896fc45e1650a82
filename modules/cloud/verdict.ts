import { isRecord, parseBoundedJson } from "../bytes/bounded-json.js";
import type { Outcome } from "../host/outcome.js";

/** The cloud's answer, in one form for every provider. */
export interface Verdict {
  readonly person: boolean;
  /** The cloud's own, from 0 to 1. */
  readonly confidence: number;
  readonly count: number;
  /** At most `SUMMARY_CHARS_MAX` characters, none of which controls the screen that shows them. */
  readonly summary: string;
}

export const SUMMARY_CHARS_MAX = 200;
export const COUNT_MAX = 1_000;
/** What the cloud's own text, the verdict as JSON, may measure. */
export const CONTENT_CHARS_MAX = 2_048;

const MEMBERS = 4;

export type VerdictCode = "cloud-malformed";

/**
 * The four members and no others, each of its type: anything else is no verdict. Of a member that
 * comes twice the last counts, as every JSON parser has it.
 */
export function parseVerdict(content: string): Outcome<Verdict, VerdictCode> {
  if (content.length > CONTENT_CHARS_MAX) return malformed("content too long");
  const parsed = parseBoundedJson(content);
  if (!parsed.ok || !isRecord(parsed.value)) return malformed("content is no JSON object");
  if (Object.keys(parsed.value).length !== MEMBERS) {
    return malformed("members");
  }
  const { person, confidence, count, summary } = parsed.value;
  if (typeof person !== "boolean") return malformed("person");
  if (typeof confidence !== "number" || !(confidence >= 0 && confidence <= 1)) {
    return malformed("confidence");
  }
  if (typeof count !== "number" || !Number.isInteger(count) || count < 0 || count > COUNT_MAX) {
    return malformed("count");
  }
  if (typeof summary !== "string" || !isSummary(summary)) return malformed("summary");
  return { ok: true, value: { person, confidence, count, summary } };
}

/**
 * It ends on people's screens: a control character could be a command to their terminal, and one
 * that turns the direction of writing could make a text read as another.
 */
function isSummary(summary: string): boolean {
  if (summary.length > SUMMARY_CHARS_MAX) return false;
  for (const character of summary) {
    const point = character.codePointAt(0) as number;
    const control = point < 0x20 || (point >= 0x7f && point < 0xa0);
    const loneSurrogate = point >= 0xd800 && point < 0xe000;
    const turning = (point >= 0x202a && point <= 0x202e) || (point >= 0x2066 && point <= 0x2069);
    if (control || loneSurrogate || turning) return false;
  }
  return true;
}

function malformed(detail: string): Outcome<Verdict, VerdictCode> {
  return { ok: false, code: "cloud-malformed", detail };
}
