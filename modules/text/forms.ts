/*
 * Forms that text from outside must have, looked at by hand: an engine's RegExp costs a board's
 * image 18 KB, and its slot has no room for that (docs/DESIGN.md, section 6). Every wake looks at
 * its settings, so that one call of the engine's own answers for nearly all of them.
 */

const OCTET_MAX = 255;
/** What encodeURIComponent keeps beside letters and digits. */
const UNRESERVED_MARKS = "-_.!~*'()";

/** True where there is text, and nothing but characters that `isAllowed` allows. */
export function consistsOf(text: string, isAllowed: (character: string) => boolean): boolean {
  // By iterator and never by index: engines that keep strings as UTF-8 seek an index from the start.
  for (const character of text) if (!isAllowed(character)) return false;
  return text !== "";
}

export function isDigits(text: string): boolean {
  return consistsOf(text, isDigit);
}

/** ASCII without blanks and controls: what can neither end a line nor begin another header. */
export function isVisible(text: string): boolean {
  // What needs no escape in a URL is part of it.
  if (text !== "" && isKeptBy(encodeURI, text)) return true;
  return consistsOf(text, (character) => character >= "!" && character <= "~");
}

/** RFC 3986, 3.2.2, without escapes, and with a letter or digit at both ends. */
export function isHostName(text: string): boolean {
  return (
    text !== "" &&
    isKeptBy(encodeURIComponent, text) &&
    !UNRESERVED_MARKS.includes(text.charAt(0)) &&
    !UNRESERVED_MARKS.includes(text.at(-1) as string)
  );
}

/** What follows the host in a URL. */
export function isPath(text: string): boolean {
  return text.startsWith("/") && isVisible(text);
}

/** RFC 9110, 5.6.2: a method, or a header's name. */
export function isToken(text: string): boolean {
  return consistsOf(
    text,
    (character) => isAlphanumeric(character) || "!#$%&'*+-.^_`|~".includes(character),
  );
}

/** RFC 9110, 5.5: one line. */
export function isFieldValue(text: string): boolean {
  return text === "" || consistsOf(text, isInField);
}

/** Dotted, each part without leading zeros, which some read as octal. */
export function isIpv4(text: string): boolean {
  const parts = text.split(".");
  return parts.length === 4 && parts.every(isOctet);
}

/** Six bytes in hexadecimal with colons between: an access point's own address. */
export function isBssid(text: string): boolean {
  const parts = text.split(":");
  return parts.length === 6 && parts.every((part) => part.length === 2 && consistsOf(part, isHex));
}

export function isAlphanumeric(character: string | undefined): boolean {
  if (character === undefined) return false;
  return (
    isDigit(character) ||
    (character >= "a" && character <= "z") ||
    (character >= "A" && character <= "Z")
  );
}

function isKeptBy(encode: (text: string) => string, text: string): boolean {
  try {
    return encode(text) === text;
  } catch {
    // Half a character has no encoding.
    return false;
  }
}

function isDigit(character: string): boolean {
  return character >= "0" && character <= "9";
}

function isHex(character: string): boolean {
  return isDigit(character) || "abcdefABCDEF".includes(character);
}

function isInField(character: string): boolean {
  return (
    character === "\t" ||
    (character >= " " && character <= "~") ||
    (character >= "\u0080" && character <= "\u00ff")
  );
}

function isOctet(part: string): boolean {
  return isDigits(part) && String(Number(part)) === part && Number(part) <= OCTET_MAX;
}
