import { consistsOf, isAlphanumeric, isBssid, isHostName, isIpv4, isPath } from "../text/forms.js";

/** Values of the settings that are text, where no form of others says what they may be. */

/** Of a cloud's model; empty for the provider's usual one. */
export function isModelNameOrEmpty(value: string): boolean {
  return (
    value === "" ||
    consistsOf(value, (character) => isAlphanumeric(character) || "._:/@-".includes(character))
  );
}

export function isHostNameOrEmpty(value: string): boolean {
  return value === "" || isHostName(value);
}

export function isPathOrEmpty(value: string): boolean {
  return value === "" || isPath(value);
}

export function isBssidOrEmpty(value: string): boolean {
  return value === "" || isBssid(value);
}

export function isIpv4OrEmpty(value: string): boolean {
  return value === "" || isIpv4(value);
}
