/** Deeper nesting than any message of ours; a parser recurses on a small native stack. */
export const JSON_DEPTH_MAX = 16;

export type Parsed = { readonly ok: true; readonly value: unknown } | { readonly ok: false };

/** Parses text from outside: a hostile nesting is refused before the engine's parser sees it. */
export function parseBoundedJson(text: string): Parsed {
  if (mayBeDeep(text) && isDeep(text)) return { ok: false };
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return { ok: false };
  }
}

/** True where `value` is an object with named members: neither null nor a list. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A text with few opening brackets cannot nest deeper than they are many; most end here. */
function mayBeDeep(text: string): boolean {
  return text.split("[").length + text.split("{").length - 2 > JSON_DEPTH_MAX;
}

function isDeep(text: string): boolean {
  let depth = 0;
  let quoted = false;
  let escaped = false;
  // By iterator and never by index: engines that keep strings as UTF-8 seek an index from the start.
  for (const character of text) {
    if (escaped) escaped = false;
    else if (quoted && character === "\\") escaped = true;
    else if (character === '"') quoted = !quoted;
    else if (!quoted) depth += depthOf(character);
    if (depth > JSON_DEPTH_MAX) return true;
  }
  return false;
}

function depthOf(character: string): number {
  switch (character) {
    case "[":
    case "{":
      return 1;
    case "]":
    case "}":
      return -1;
    default:
      return 0;
  }
}
