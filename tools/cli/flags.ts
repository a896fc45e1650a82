import { accessSync, constants } from "node:fs";
import { dirname, resolve } from "node:path";
import { type ParseArgsConfig, parseArgs } from "node:util";
import { UsageError } from "./usage.js";

/** Throws UsageError, which names the command whose --help tells more. */
export function parseFlags<Flags extends NonNullable<ParseArgsConfig["options"]>>(
  args: readonly string[],
  options: Flags,
  command: string,
): ReturnType<typeof parseArgs<{ options: Flags }>> {
  try {
    return parseArgs({ args: [...args], options });
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\nTry: ${command} --help`);
  }
}

const UNIT_MS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** A whole number with its unit. Throws UsageError, which names the flag and its bounds. */
export function durationMsOf(flag: string, text: string, msMax: number): number {
  const [, count, unit = ""] = /^(\d{1,9})([smhd])$/.exec(text) ?? [];
  const ms = Number(count) * (UNIT_MS[unit] ?? 0);
  if (ms > 0 && ms <= msMax) return ms;
  throw new UsageError(
    `${flag} takes a time such as 90s, 45m or 2h, at most ${msMax / 86_400_000}d, not "${text}".`,
  );
}

/** Throws UsageError, which names the flag and its bounds. */
export function wholeNumber(flag: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= min && value <= max) return value;
  throw new UsageError(`${flag} takes a whole number from ${min} to ${max}, not "${text}".`);
}

/** Gives the path back, before long work, where something may be written there. Throws UsageError. */
export function writable(flag: string, path: string): string {
  const folder = dirname(resolve(path));
  try {
    accessSync(folder, constants.W_OK);
    return path;
  } catch {
    throw new UsageError(`${flag} ${path}: ${folder} is no folder that can be written to.`);
  }
}
