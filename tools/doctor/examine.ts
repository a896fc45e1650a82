import { ToolError } from "../firmware/programs.js";
import type { Diagnosis, Machine } from "./diagnosis.js";
import { checkIdf, toolsOf } from "./idf-checks.js";
import { checkMachine } from "./machine-checks.js";
import { checkSdk } from "./sdk-checks.js";

/** Everything that building, flashing and watching a board needs, in the order of setting it up. */
export function examine(machine: Machine): Diagnosis[] {
  const tools = toolsOf(machine.env);
  const best = tools instanceof ToolError ? machine.env : tools;
  return [...checkSdk(machine), ...checkIdf(machine, tools), ...checkMachine(machine, best)];
}

export function isFit(diagnoses: readonly Diagnosis[]): boolean {
  return diagnoses.every(({ state }) => state !== "missing");
}

/** A line or two for each. */
export function describe(diagnoses: readonly Diagnosis[]): string {
  const lines = diagnoses.map(({ name, state, found, fix }) => {
    const line = `${state.padEnd(8)} ${name.padEnd(14)} ${found}`;
    return fix === undefined ? line : `${line}\n${" ".repeat(24)}fix: ${fix}`;
  });
  return `${lines.join("\n")}\n`;
}
