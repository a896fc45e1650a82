import { readFileSync } from "node:fs";
import { checkSettings } from "../run/provision.js";
import { UsageError } from "./usage.js";

/** Settings of the firmware from a person's file; none without one. Throws UsageError. */
export function readSettings(path: string | undefined): Readonly<Record<string, unknown>> {
  if (path === undefined) return {};
  try {
    const given = parsed(readFileSync(path, "utf8"));
    checkSettings(given);
    return given;
  } catch (error) {
    throw new UsageError(`--settings ${path}: ${(error as Error).message}`);
  }
}

/** The parser's own message quotes the text around the fault, which may be a password. */
function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(text);
  } catch (error) {
    const position = /position (\d+)/.exec((error as Error).message)?.[1];
    const lines = text.slice(0, Number(position)).split("\n").length;
    throw new Error(position === undefined ? "no JSON" : `no JSON from line ${lines} on`);
  }
}
