import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import { availableParallelism } from "node:os";
import { basename, join, relative, resolve } from "node:path";
import { promisify } from "node:util";
import { type Manifest, readManifest } from "./manifest.js";

/**
 * Builds the desktop host: XS from its npm package (once, cached by what it was built from), the
 * project's C as manifest.json lists it, and the table of modules for the engine.
 */
export interface BuiltHost {
  readonly program: string;
  readonly moduleTable: string;
}

const ROOT = resolve(import.meta.dirname, "../../..");
const BUILD = join(ROOT, "build/simulator");
const XS = join(ROOT, "node_modules/@agoric/xsnap/moddable/xs");
const TFLITE = join(ROOT, "node_modules/tfjs-tflite-node/cc_deps");

const XS_DEFINES = [
  "-DINCLUDE_XSPLATFORM",
  '-DXSPLATFORM="platform.h"',
  "-DmxMetering=1",
  "-DmxParse=1",
  "-DmxRun=1",
  "-DmxSloppy=1",
  "-DmxRegExpUnicodePropertyEscapes=1",
  "-DmxStringNormalize=1",
  "-DmxMinusZero=1",
  "-DmxBoundsCheck=1",
];
const INCLUDES = [
  join(ROOT, "hosts/simulator/xs"),
  join(XS, "includes"),
  join(XS, "platforms"),
  join(XS, "sources"),
  join(TFLITE, "include"),
];
const COMPILE = ["-O2", "-g", "-std=gnu11", "-fno-common", "-ffp-contract=off", ...XS_DEFINES];
const OWN_WARNINGS = ["-Wall", "-Wextra", "-Werror"];
/** XS is compiled as it is: its warnings are its maintainers' business. */
const XS_WARNINGS = ["-w"];

const TFLITE_FOLDERS: Readonly<Record<string, string>> = {
  "linux-x64": "linux_amd64",
  "linux-arm64": "linux_arm64",
  "darwin-arm64": "darwin_arm64",
};

const run = promisify(execFile);
const compiler = process.env.CC ?? "cc";

export type OnProgress = (what: string, done: number, total: number) => void;

export async function buildHost(onProgress: OnProgress): Promise<BuiltHost> {
  mkdirSync(BUILD, { recursive: true });
  const manifest = readManifest(join(ROOT, "manifest.json"), "simulator");
  const moduleTable = writeModuleTable(manifest, "modules.tsv");
  const nativeTable = writeNativeTable(manifest);
  const version = (await run(compiler, ["--version"])).stdout.split("\n")[0] ?? "";
  const engine: Compilation = {
    what: "the XS engine",
    sources: xsSources(),
    headers: [join(ROOT, "hosts/simulator/xs/platform.h")],
    warnings: XS_WARNINGS,
  };
  const firmware: Compilation = {
    what: "the firmware's C",
    sources: [...hostSources(), ...manifest.cFiles, nativeTable],
    headers: ownHeaders(),
    warnings: OWN_WARNINGS,
  };
  const xsObjects = await compileAll(version, engine, onProgress);
  const ownObjects = await compileAll(version, firmware, onProgress);
  return { program: await link([...xsObjects, ...ownObjects], version), moduleTable };
}

/** The table of another manifest for the same program: firmware of the tests, say. */
export function moduleTableOf(manifestPath: string, file: string): string {
  return writeModuleTable(readManifest(join(ROOT, manifestPath), "simulator"), file);
}

function xsSources(): string[] {
  return readdirSync(join(XS, "sources"))
    .filter((file) => file.endsWith(".c"))
    .map((file) => join(XS, "sources", file));
}

function hostSources(): string[] {
  const folder = join(ROOT, "hosts/simulator/xs");
  return readdirSync(folder)
    .filter((file) => file.endsWith(".c"))
    .map((file) => join(folder, file));
}

/** Lines of "specifier TAB path TAB 1 where preloaded"; paths are absolute, the order is kept. */
function writeModuleTable(manifest: Manifest, file: string): string {
  const lines = [...manifest.modules].map(([specifier, source]) => {
    const preload = manifest.preload.includes(specifier) ? 1 : 0;
    return `${specifier}\t${compiledPath(source)}\t${preload}`;
  });
  return writeIfChanged(join(BUILD, file), `${lines.join("\n")}\n`);
}

function compiledPath(source: string): string {
  return join(ROOT, "build/js", relative(ROOT, source)).replace(/\.ts$/, ".js");
}

/** The names that the compiled scripts give to native() and Native() are the list; no other. */
function writeNativeTable(manifest: Manifest): string {
  const scripts = [...manifest.modules.values()].map((source) => {
    const path = compiledPath(source);
    if (!existsSync(path)) throw new Error(`${path} is missing: run tsc -b first`);
    return readFileSync(path, "utf8");
  });
  const functions = namesIn(scripts, /\bnative\("(xs_\w+)"\)/g);
  const classes = namesIn(scripts, /\bNative\("(xs_\w+)"\)/g);
  const text = [
    "/* Made from the native(...) and Native(...) of the firmware's scripts. */",
    '#include "simulator.h"',
    ...functions.map((name) => `extern void ${name}(txMachine* the);`),
    ...classes.map((name) => `extern void ${name}(void* it);`),
    ...classes.map(
      (name) => `static void new_${name}(txMachine* the) { native_construct(the, ${name}); }`,
    ),
    "const struct native_function native_functions[] = {",
    ...functions.map((name) => `    {"${name}", ${name}},`),
    "    {NULL, NULL}};",
    "const struct native_class native_classes[] = {",
    ...classes.map((name) => `    {"${name}", new_${name}},`),
    "    {NULL, NULL}};",
    "",
  ].join("\n");
  return writeIfChanged(join(BUILD, "native_table.c"), text);
}

function namesIn(scripts: readonly string[], pattern: RegExp): string[] {
  const names = scripts.flatMap((text) =>
    [...text.matchAll(pattern)].map((match) => match[1] ?? ""),
  );
  return [...new Set(names)].sort();
}

function writeIfChanged(path: string, text: string): string {
  if (!existsSync(path) || readFileSync(path, "utf8") !== text) writeFileSync(path, text);
  return path;
}

interface Compilation {
  readonly what: string;
  readonly sources: readonly string[];
  /** Of ours; each object is made anew when one of them changes. */
  readonly headers: readonly string[];
  readonly warnings: readonly string[];
}

async function compileAll(
  version: string,
  { what, sources, headers, warnings }: Compilation,
  onProgress: OnProgress,
): Promise<string[]> {
  const flags = [...COMPILE, ...warnings, ...INCLUDES.map((folder) => `-I${folder}`)];
  const headerTexts = headers.map((path) => readFileSync(path, "utf8"));
  const common = digestOf(version, flags.join(" ").replaceAll(ROOT, ""), ...headerTexts);
  const jobs = sources.map((source) => ({ source, object: objectPath(source, common) }));
  const missing = jobs.filter(({ object }) => !existsSync(object));
  let done = 0;
  if (missing.length > 0) onProgress(`compiling ${what}`, 0, missing.length);
  await inParallel(missing, async ({ source, object }) => {
    await compile(source, object, flags);
    onProgress(`compiling ${what}`, ++done, missing.length);
  });
  return jobs.map(({ object }) => object);
}

/** Every header of ours may be included anywhere in our C. */
function ownHeaders(): string[] {
  return ["hosts/simulator/xs", "native"].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".h"))
      .sort()
      .map((file) => join(ROOT, folder, file)),
  );
}

function objectPath(source: string, common: string): string {
  const digest = digestOf(common, readFileSync(source, "utf8"));
  return join(BUILD, "objects", `${basename(source, ".c")}-${digest}.o`);
}

function digestOf(...texts: string[]): string {
  const hash = createHash("sha256");
  for (const text of texts) hash.update(text).update("\0");
  return hash.digest("hex").slice(0, 16);
}

async function compile(source: string, object: string, flags: readonly string[]): Promise<void> {
  mkdirSync(join(BUILD, "objects"), { recursive: true });
  const unfinished = `${object}.${process.pid}`;
  await runTool([...flags, "-c", source, "-o", unfinished]);
  renameSync(unfinished, object);
}

async function link(objects: readonly string[], version: string): Promise<string> {
  const program = join(BUILD, "firmware");
  const stamp = join(BUILD, "firmware.inputs");
  const inputs = digestOf(version, ...objects);
  if (existsSync(program) && existsSync(stamp) && readFileSync(stamp, "utf8") === inputs)
    return program;
  const unfinished = `${program}.${process.pid}`;
  await runTool([
    ...objects,
    ...engineLibrary(),
    "-ljpeg",
    "-lmbedcrypto",
    "-lm",
    "-lpthread",
    "-o",
    unfinished,
  ]);
  renameSync(unfinished, program);
  writeFileSync(stamp, inputs);
  return program;
}

function engineLibrary(): string[] {
  const here = `${process.platform}-${process.arch}`;
  const folder = TFLITE_FOLDERS[here];
  if (!folder) throw new Error(`no TensorFlow Lite C library for ${here} in tfjs-tflite-node`);
  const path = join(TFLITE, folder);
  return [`-L${path}`, "-ltensorflowlite_c", `-Wl,-rpath,${path}`];
}

async function runTool(args: readonly string[]): Promise<void> {
  try {
    await run(compiler, [...args], { maxBuffer: 16 * 1024 * 1024 });
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
