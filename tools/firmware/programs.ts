import { spawn } from "node:child_process";
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";

export type Environment = Readonly<Record<string, string | undefined>>;

/** Something that a command needs is missing or failed; its message says what to do. */
export class ToolError extends Error {}

/** The program's path, or undefined where PATH has none. */
export function findProgram(name: string, { PATH = "" }: Environment): string | undefined {
  return PATH.split(delimiter)
    .filter((folder) => folder !== "")
    .map((folder) => join(folder, name))
    .find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Environment;
  readonly folder?: string;
}

/** Prints a command as one would type it and runs it on this terminal. Throws ToolError. */
export async function runCommand({ program, args, env, folder }: Command): Promise<void> {
  process.stdout.write(`$ ${[program, ...args].map(quoted).join(" ")}\n`);
  const child = spawn(program, [...args], {
    cwd: folder,
    env: env as NodeJS.ProcessEnv,
    stdio: "inherit",
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", (error) => reject(new ToolError(`${program}: ${error.message}`)));
    child.on("close", resolve);
  });
  if (code !== 0) throw new ToolError(`${program} failed (${code ?? "ended by a signal"})`);
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
