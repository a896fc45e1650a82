import { spawnSync } from "node:child_process";
import { type Environment, findProgram } from "../firmware/programs.js";

/** One thing that building or flashing needs. */
export interface Diagnosis {
  readonly name: string;
  /** A warning stands for what some uses need and others do not. */
  readonly state: "ok" | "warning" | "missing";
  /** What is there, or what is wrong. */
  readonly found: string;
  /** What to do about it. */
  readonly fix?: string;
}

/** What is looked at. */
export interface Machine {
  /** The checkout. */
  readonly root: string;
  readonly env: Environment;
  readonly platform: NodeJS.Platform;
  /** Where serial ports are: "/dev". */
  readonly deviceFolder: string;
}

export const ok = (name: string, found: string): Diagnosis => ({ name, state: "ok", found });

export const missing = (name: string, found: string, fix: string): Diagnosis => ({
  name,
  state: "missing",
  found,
  fix,
});

export const warning = (name: string, found: string, fix: string): Diagnosis => ({
  name,
  state: "warning",
  found,
  fix,
});

const ANSWER_MS_MAX = 60_000;

/** What a program answers, or undefined where it is missing or fails. */
export function answerOf(
  program: string,
  args: readonly string[],
  env: Environment,
): string | undefined {
  const path = program.includes("/") ? program : findProgram(program, env);
  if (path === undefined) return undefined;
  const { status, stdout } = spawnSync(path, [...args], {
    encoding: "utf8",
    env: env as NodeJS.ProcessEnv,
    timeout: ANSWER_MS_MAX,
  });
  return status === 0 ? stdout.trim() : undefined;
}

/** The first number with dots in a text: "Python 3.11.7" gives [3, 11, 7]. */
export function versionIn(text: string): readonly number[] {
  const [version = ""] = /\d+(\.\d+)+/.exec(text) ?? [];
  return version === "" ? [] : version.split(".").map(Number);
}

export function isAtLeast(version: readonly number[], least: readonly number[]): boolean {
  for (const [index, wanted] of least.entries()) {
    const part = version[index] ?? 0;
    if (part !== wanted) return part > wanted;
  }
  return version.length > 0;
}
