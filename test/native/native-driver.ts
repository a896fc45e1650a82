import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";

/** A C program that puts cases from its input through the project's C and answers on its output. */
export interface DriverOptions {
  readonly name: string;
  /** Relative to the repository's root. */
  readonly sources: readonly string[];
  readonly flags?: readonly string[];
  readonly libraries?: readonly string[];
}

export const ROOT = process.cwd();
export const SANITIZED = ["-fsanitize=address,undefined", "-fno-sanitize-recover=all"];
const BUILD = join(ROOT, "build/native-test");
const FOLDERS = [
  "native/image",
  "native/detector",
  "native/checksum",
  "native/signature",
  "native/tls",
  "native/boot",
  "native/storage",
];
const FLAGS = ["-std=gnu11", "-g", "-O1", "-Wall", "-Wextra", "-Werror"];
const ANSWER_BYTES_MAX = 256 * 1024 * 1024;
const CASE_MS_MAX = 120_000;
const compiler = process.env.CC ?? "cc";

/** Builds a driver once for what it is made of; throws with the compiler's words where it fails. */
export function buildDriver({ name, sources, flags = [], libraries = [] }: DriverOptions): string {
  const includes = ["test/native", ...FOLDERS].map((folder) => `-I${folder}`);
  const before = [...FLAGS, ...flags, ...includes, ...sources];
  const program = join(BUILD, `${name}-${digestOf(sources, [...before, ...libraries])}`);
  if (existsSync(program)) return program;
  mkdirSync(BUILD, { recursive: true });
  const unfinished = `${program}.${process.pid}`;
  const { status, stderr } = spawnSync(compiler, [...before, "-o", unfinished, ...libraries], {
    cwd: ROOT,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`${name}: ${stderr}`);
  renameSync(unfinished, program);
  return program;
}

function digestOf(sources: readonly string[], options: readonly string[]): string {
  const hash = createHash("sha256").update(options.join("\0").replaceAll(ROOT, ""));
  const headers = ["test/native", ...FOLDERS].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { encoding: "utf8", recursive: true })
      .filter((file) => file.endsWith(".h"))
      .sort()
      .map((file) => join(folder, file)),
  );
  for (const file of [...sources, ...headers]) hash.update(readFileSync(join(ROOT, file)));
  return hash.digest("hex").slice(0, 16);
}

export interface RunOptions {
  readonly arguments?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** Gives the driver all cases at once; a crash or a sanitizer's complaint throws with its text. */
export function runDriver(program: string, cases: Uint8Array[], options: RunOptions = {}): Buffer {
  const { status, signal, stdout, stderr } = spawnSync(program, [...(options.arguments ?? [])], {
    input: Buffer.concat(cases),
    env: { ...process.env, ...options.environment },
    maxBuffer: ANSWER_BYTES_MAX,
    timeout: CASE_MS_MAX,
  });
  if (status !== 0) throw new Error(`${program}: ${signal ?? status}\n${stderr.subarray(-4000)}`);
  return stdout;
}

export function uint32s(...numbers: number[]): Uint8Array {
  return new Uint8Array(Uint32Array.from(numbers).buffer);
}
