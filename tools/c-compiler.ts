import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { basename, join } from "node:path";
import { promisify } from "node:util";

export type OnProgress = (what: string, done: number, total: number) => void;

export interface Compilation {
  /** For people who wait. */
  readonly what: string;
  readonly sources: readonly string[];
  /** Each object is made anew when one of them changes. */
  readonly headers: readonly string[];
  readonly flags: readonly string[];
}

const run = promisify(execFile);
const compiler = process.env.CC ?? "cc";
const OUTPUT_BYTES_MAX = 16 * 1024 * 1024;

/**
 * Compiles C, once: an object is named by what it was made from (compiler, flags, headers, source),
 * so nothing is stale and nothing is done twice. The paths of `root` do not count.
 */
export class CCompiler {
  readonly #folder: string;
  readonly #root: string;
  readonly #version: string;

  static async open(folder: string, root: string): Promise<CCompiler> {
    mkdirSync(join(folder, "objects"), { recursive: true });
    const version = (await run(compiler, ["--version"])).stdout.split("\n")[0] ?? "";
    return new CCompiler(folder, root, version);
  }

  private constructor(folder: string, root: string, version: string) {
    this.#folder = folder;
    this.#root = root;
    this.#version = version;
  }

  /** Paths of the objects, in the order of the sources. */
  async compile(compilation: Compilation, onProgress: OnProgress): Promise<string[]> {
    const { what, sources, headers, flags } = compilation;
    const headerTexts = headers.map((path) => readFileSync(path, "utf8"));
    const flagText = flags.join(" ").replaceAll(this.#root, "");
    const common = digestOf(this.#version, flagText, ...headerTexts);
    const jobs = sources.map((source) => ({ source, object: this.#objectPath(source, common) }));
    const missing = jobs.filter(({ object }) => !existsSync(object));
    let done = 0;
    if (missing.length > 0) onProgress(`compiling ${what}`, 0, missing.length);
    await inParallel(missing, async ({ source, object }) => {
      await writeWhole(object, (path) => runTool([...flags, "-c", source, "-o", path]));
      onProgress(`compiling ${what}`, ++done, missing.length);
    });
    return jobs.map(({ object }) => object);
  }

  /** The program, linked where its objects are others than the last time. */
  async link(name: string, objects: readonly string[], flags: readonly string[]): Promise<string> {
    const program = join(this.#folder, name);
    const stamp = `${program}.inputs`;
    const inputs = digestOf(this.#version, ...objects, ...flags);
    const fresh = existsSync(program) && existsSync(stamp);
    if (fresh && readFileSync(stamp, "utf8") === inputs) return program;
    await writeWhole(program, (path) => runTool([...objects, ...flags, "-o", path]));
    writeFileSync(stamp, inputs);
    return program;
  }

  #objectPath(source: string, common: string): string {
    const digest = digestOf(common, readFileSync(source, "utf8"));
    return join(this.#folder, "objects", `${basename(source, ".c")}-${digest}.o`);
  }
}

function digestOf(...texts: string[]): string {
  const hash = createHash("sha256");
  for (const text of texts) hash.update(text).update("\0");
  return hash.digest("hex").slice(0, 16);
}

/** What is there is whole, even where two builds run at once or one is stopped. */
async function writeWhole(path: string, write: (path: string) => Promise<void>): Promise<void> {
  const unfinished = `${path}.${process.pid}`;
  await write(unfinished);
  renameSync(unfinished, path);
}

async function runTool(args: readonly string[]): Promise<void> {
  try {
    await run(compiler, [...args], { maxBuffer: OUTPUT_BYTES_MAX });
  } catch (error) {
    throw new Error((error as { stderr?: string }).stderr || (error as Error).message);
  }
}

async function inParallel<Job>(
  jobs: readonly Job[],
  work: (job: Job) => Promise<void>,
): Promise<void> {
  const queue = [...jobs];
  const worker = async () => {
    for (let job = queue.shift(); job !== undefined; job = queue.shift()) await work(job);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
}
