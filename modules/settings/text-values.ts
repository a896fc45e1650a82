import { consistsOf, isAlphanumeric, isBssid, isHostName, isIpv4 } from "../text/forms.js";

/** Values of the settings that are text, where no form of others says what they may be. */

export function isFlashUse(value: string): boolean {
  return value === "never" || value === "on-pin";
}

export function isWakeOn(value: string): boolean {
  return value === "timer" || value === "pin" || value === "both";
}

export function isModelName(value: string): boolean {
  return consistsOf(
    value,
    (character) => isAlphanumeric(character) || "._:/@-".includes(character),
  );
}

export function isBssidOrEmpty(value: string): boolean {
  return value === "" || isBssid(value);
}

export function isHostNameOrEmpty(value: string): boolean {
  return value === "" || isHostName(value);
}

export function isIpv4OrEmpty(value: string): boolean {
  return value === "" || isIpv4(value);
}
