import { execFile, spawnSync } from "node:child_process";
import { availableParallelism } from "node:os";
import { relative } from "node:path";
import { promisify } from "node:util";
import { OWN_FLAGS } from "../../build-host.js";
import type { LintOutcome } from "./lint-outcome.js";

const run = promisify(execFile);
const COMPILER = process.env.CC ?? "cc";
const PROBE = "#include <stdio.h>\nint main(void) { return 0; }\n";
const SKIPPED_32 =
  "C for 32 bits: this compiler has no 32-bit library (Debian: apt-get install gcc-multilib)";

/**
 * Compiles C with warnings as errors, for this machine and for 32 bits, as a board has. Nothing is
 * written.
 */
export async function lintCompile(root: string, cFiles: readonly string[]): Promise<LintOutcome> {
  const host = await complaints(root, cFiles, []);
  const flags = flagsFor32Bits();
  if (flags === undefined) return { findings: host, skipped: [SKIPPED_32] };
  const narrow = await complaints(root, cFiles, flags);
  const only32 = narrow.filter((text) => !host.includes(text));
  return { findings: [...host, ...only32.map((text) => `32 bits: ${text}`)], skipped: [] };
}

/** Whether this machine has every header that a C file asks for. */
export function hasHeaders(file: string): boolean {
  return spawnSync(COMPILER, [...OWN_FLAGS, "-M", file]).status === 0;
}

/** Undefined where the compiler cannot. */
function flagsFor32Bits(): readonly string[] | undefined {
  const { status } = spawnSync(COMPILER, ["-m32", "-fsyntax-only", "-x", "c", "-"], {
    input: PROBE,
  });
  if (status !== 0) return undefined;
  // Debian keeps headers such as libjpeg's jconfig.h in a folder that only 64 bits look into.
  const { stdout } = spawnSync(COMPILER, ["-print-multiarch"], { encoding: "utf8" });
  const folder = stdout?.trim();
  return ["-m32", ...(folder ? ["-idirafter", `/usr/include/${folder}`] : [])];
}

async function complaints(
  root: string,
  cFiles: readonly string[],
  flags: readonly string[],
): Promise<string[]> {
  const queue = [...cFiles];
  const found = new Map<string, string>();
  const worker = async () => {
    for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
      const text = await complaint(root, file, flags);
      if (text !== undefined) found.set(file, text);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  return [...found.keys()].sort().map((file) => found.get(file) as string);
}

/** The compiler's first word against a file. */
async function complaint(
  root: string,
  file: string,
  flags: readonly string[],
): Promise<string | undefined> {
  try {
    await run(COMPILER, [...OWN_FLAGS, ...flags, "-fsyntax-only", file]);
    return undefined;
  } catch (error) {
    const lines = ((error as { stderr?: string }).stderr ?? "").split("\n");
    const first = lines.find((line) => /\b(error|warning):/.test(line)) ?? (error as Error).message;
    return `${relative(root, file)}: ${first.replaceAll(`${root}/`, "")}`;
  }
}
