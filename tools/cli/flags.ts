import { accessSync, constants, existsSync, statSync } from "node:fs";
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

/** Gives the path back, before long work, where a file may be written there. Throws UsageError. */
export function writable(flag: string, path: string): string {
  if (path.endsWith("/") || (existsSync(path) && statSync(path).isDirectory())) {
    throw new UsageError(`${flag} ${path} is a folder: name a file.`);
  }
  if (!existsSync(path)) return creatable(flag, path);
  if (isWritable(path)) return path;
  throw new UsageError(`${flag} ${path}: this file may not be written to.`);
}

/** The same for what is not there yet, a file or a folder. Throws UsageError. */
export function creatable(flag: string, path: string): string {
  if (path === "") throw new UsageError(`${flag} was given an empty path.`);
  const folder = dirname(resolve(path));
  if (existsSync(folder) && statSync(folder).isDirectory() && isWritable(folder)) return path;
  throw new UsageError(`${flag} ${path}: ${folder} is no folder that can be written to.`);
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
