import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { atProcessEnd } from "./process-end.js";

/**
 * Starts a program in a process group of its own. Ctrl-C in a terminal goes to every process of the
 * group in front: it is for this process to say what it means, and a wake that it killed would be
 * logged as a loss of power. In return the group ends with this process.
 */
export function spawnApart(
  program: string,
  args: readonly string[],
  options: SpawnOptions,
): ChildProcess {
  const child = spawn(program, [...args], { ...options, detached: true });
  const { pid } = child;
  if (pid === undefined) return child;
  const callOff = atProcessEnd(() => process.kill(-pid, "SIGKILL"));
  child.once("exit", callOff);
  return child;
}
