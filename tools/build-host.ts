import { mkdirSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { FirmwareProcess } from "../hosts/simulator/board/firmware-process.js";
import type { WorkerCommand } from "../hosts/simulator/board/worker.js";
import { CCompiler, type Compilation, type OnProgress } from "./c-compiler.js";
import { writeModuleTable, writeNativeTable } from "./firmware-tables.js";
import { type HostVariant, manifestOf, USUAL, WORKED, WORKER } from "./host-variants.js";
import { type Manifest, readManifest } from "./manifest.js";
import { microPython } from "./micro-python.js";
import { ROOT } from "./project-paths.js";

/**
 * Builds the desktop host: XS from its npm package (once), the project's C as manifest.json lists
 * it, and the table of modules for the engine.
 */
export interface BuiltHost {
  readonly program: string;
  readonly moduleTable: string;
  /** What the program cannot do itself. */
  readonly worker?: WorkerCommand | undefined;
}

const BUILD = join(ROOT, "build/simulator");
const TREES = { root: ROOT, folder: BUILD };
const HOST = join(ROOT, "hosts/simulator/xs");
const HOST_NATIVE = join(ROOT, "hosts/simulator/native");
const XS = join(ROOT, "node_modules/@agoric/xsnap/moddable/xs");
const TFLITE = join(ROOT, "node_modules/tfjs-tflite-node/cc_deps");

const INCLUDES = [
  HOST,
  HOST_NATIVE,
  join(XS, "includes"),
  join(XS, "platforms"),
  join(XS, "sources"),
  join(TFLITE, "include"),
].map((folder) => `-I${folder}`);
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
const FLAGS = ["-O2", "-g", "-std=gnu11", "-fno-common", "-ffp-contract=off"];
const COMMON_FLAGS = [...FLAGS, ...XS_DEFINES, ...INCLUDES];
/** XS is compiled as it is: its warnings are its maintainers' business. */
const XS_FLAGS = [...COMMON_FLAGS, "-w"];
export const OWN_FLAGS = [...COMMON_FLAGS, "-Wall", "-Wextra", "-Werror"];
const LIBRARIES = {
  detector: detectorLibrary,
  image: () => ["-ljpeg"],
  sums: () => ["-lmbedtls", "-lmbedx509", "-lmbedcrypto"],
};

const WORKER_FILES = [
  ...["worker_main.c", "worker_answers.c", "worker_socket.c"].map((file) => join(WORKER, file)),
  ...WORKED.map((file) => join(ROOT, file)),
];

const TFLITE_FOLDERS: Readonly<Record<string, string>> = {
  "linux-x64": "linux_amd64",
  "linux-arm64": "linux_arm64",
  "darwin-arm64": "darwin_arm64",
};

export async function buildHost(
  onProgress: OnProgress,
  variant: HostVariant = USUAL,
): Promise<BuiltHost> {
  mkdirSync(BUILD, { recursive: true });
  const manifest = manifestOf(variant, readManifest(join(ROOT, "manifest.json"), "simulator"));
  const moduleTable = writeModuleTable(manifest, `${variant.name}.tsv`, TREES);
  const nativeTable = writeNativeTable(manifest, `native_table_${variant.name}.c`, TREES);
  const compiler = await CCompiler.open(BUILD, ROOT);
  const engine = await compiler.compile(engineSources(variant), onProgress);
  const sources = firmwareSources(manifest, nativeTable, variant.flags);
  const firmware = await compiler.compile(sources, onProgress);
  const libraries = variant.libraries.flatMap((library) => LIBRARIES[library]());
  const flags = [...variant.flags, ...libraries, "-lm", "-lpthread"];
  const program = await compiler.link(`firmware-${variant.name}`, [...engine, ...firmware], flags);
  return { program, moduleTable, worker: await workerOf(variant, compiler, onProgress) };
}

async function workerOf(
  { worker }: HostVariant,
  compiler: CCompiler,
  onProgress: OnProgress,
): Promise<WorkerCommand | undefined> {
  if (worker === undefined) return undefined;
  return worker === "micro" ? microWorker() : nativeWorker(compiler, onProgress);
}

/** TensorFlow Lite Micro's own runtime. FirmwareStartError where it cannot be had. */
export async function microWorker(): Promise<WorkerCommand> {
  return { program: await microPython(), args: [join(WORKER, "micro_worker.py")] };
}

/** The desktop's decoder and detector without a firmware. */
export async function buildWorker(onProgress: OnProgress): Promise<WorkerCommand> {
  mkdirSync(BUILD, { recursive: true });
  return nativeWorker(await CCompiler.open(BUILD, ROOT), onProgress);
}

async function nativeWorker(compiler: CCompiler, onProgress: OnProgress): Promise<WorkerCommand> {
  const sources: Compilation = {
    what: "the worker",
    sources: WORKER_FILES,
    headers: [WORKER, join(ROOT, "native")].flatMap(headersUnder),
    flags: [...OWN_FLAGS, `-I${WORKER}`],
  };
  const objects = await compiler.compile(sources, onProgress);
  const libraries = Object.values(LIBRARIES).flatMap((library) => library());
  return { program: await compiler.link("worker", objects, [...libraries, "-lm"]), args: [] };
}

/** The host's firmware for a board, by the file of its flash chip. */
export function firmwareOf(host: BuiltHost): (flashPath: string) => FirmwareProcess {
  return (flashPath) => new FirmwareProcess({ ...host, flashPath });
}

/** The table of another manifest for the same program, with a `main` in the place of Nightjar's. */
export function moduleTableOf(manifestPath: string, file: string): string {
  const path = resolve(ROOT, manifestPath);
  return writeModuleTable(readManifest(path, "simulator", [join(ROOT, "main")]), file, TREES);
}

function engineSources({ flags }: HostVariant): Compilation {
  return {
    what: "the XS engine",
    sources: cFilesIn(join(XS, "sources")),
    headers: [join(HOST, "platform.h")],
    flags: [...XS_FLAGS, ...flags],
  };
}

function firmwareSources(
  manifest: Manifest,
  nativeTable: string,
  flags: readonly string[],
): Compilation {
  return {
    what: "the firmware's C",
    sources: [...cFilesIn(HOST), ...manifest.cFiles, nativeTable],
    headers: [HOST, HOST_NATIVE, WORKER, join(ROOT, "native")].flatMap(headersUnder),
    flags: [...OWN_FLAGS, `-I${WORKER}`, ...flags],
  };
}

function cFilesIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".c"))
    .map((file) => join(folder, file));
}

function headersUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".h"))
    .sort()
    .map((file) => join(folder, file));
}

function detectorLibrary(): string[] {
  const here = `${process.platform}-${process.arch}`;
  const folder = TFLITE_FOLDERS[here];
  if (!folder) throw new Error(`no TensorFlow Lite C library for ${here} in tfjs-tflite-node`);
  const path = join(TFLITE, folder);
  return [`-L${path}`, "-ltensorflowlite_c", `-Wl,-rpath,${path}`];
}
