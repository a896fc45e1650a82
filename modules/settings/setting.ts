import { isIpv4OrEmpty } from "./text-values.js";

/** One number that a person may set, with its unit and its bounds, both inclusive. */
export interface NumberSetting {
  readonly kind: "number" | "integer";
  readonly unit: string;
  readonly standard: number;
  readonly min: number;
  readonly max: number;
}

export interface BooleanSetting {
  readonly kind: "boolean";
  readonly standard: boolean;
}

export interface TextSetting {
  readonly kind: "text";
  readonly standard: string;
  readonly charsMax: number;
  readonly isAllowed: (text: string) => boolean;
  /** The same in words. */
  readonly allowed: string;
}

export type Setting = NumberSetting | BooleanSetting | TextSetting;

export function number(
  unit: string,
  standard: number,
  min: number,
  max: number,
): NumberSetting & { readonly kind: "number" } {
  return { kind: "number", unit, standard, min, max };
}

export function integer(
  unit: string,
  standard: number,
  min: number,
  max: number,
): NumberSetting & { readonly kind: "integer" } {
  return { kind: "integer", unit, standard, min, max };
}

export function ipv4(standard: string): TextSetting {
  return text(standard, 15, isIpv4OrEmpty, "an IPv4 address, or empty");
}

/** A text that is one of a few. */
export function choice(choices: readonly string[], standard: string): TextSetting {
  const charsMax = choices.reduce((most, { length }) => Math.max(most, length), 0);
  const isChoice = (given: string): boolean => choices.includes(given);
  return text(standard, charsMax, isChoice, choices.join(" or "));
}

export function text(
  standard: string,
  charsMax: number,
  isAllowed: (text: string) => boolean,
  allowed: string,
): TextSetting {
  return { kind: "text", standard, charsMax, isAllowed, allowed };
}
