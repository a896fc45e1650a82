import { existsSync, readFileSync } from "node:fs";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { FOR_MCCONFIG, SDK_VARIABLES, UNDERSTOOD } from "./manifest-keys.js";
import { expandRules, LEFT_OUT, ManifestError } from "./manifest-rules.js";

export { ManifestError };

/**
 * Reads manifest.json as mcconfig does, so that the board and the desktop host build from one list.
 *
 * Of the format, what Nightjar uses is understood: `build`, `include`, `modules` with wildcards and
 * `~`, `preload`, `platforms` (with `...` for any other), `error`. What is unknown is refused rather
 * than passed over, except the keys that only mcconfig can mean anything by.
 */
export interface Manifest {
  /** By specifier; the source is a .ts or .js file. */
  readonly modules: ReadonlyMap<string, string>;
  readonly cFiles: readonly string[];
  /** Specifiers of the modules that are evaluated before the first wake, and shared. */
  readonly preload: readonly string[];
  /** What is named by a path within the Moddable SDK, which is not looked at. */
  readonly foreign: readonly string[];
}

interface ManifestFile {
  readonly build?: Readonly<Record<string, string>>;
  readonly include?: string | readonly string[];
  readonly modules?: Readonly<Record<string, string | readonly string[]>>;
  readonly preload?: string | readonly string[];
  readonly platforms?: Readonly<Record<string, ManifestFile>>;
  readonly error?: string;
  readonly [key: string]: unknown;
}

interface Merged {
  readonly platform: string;
  readonly variables: Map<string, string>;
  /** Sources by target, absolute, in the order in which the manifests name them. */
  readonly rules: Map<string, string[]>;
  readonly preload: string[];
  readonly seen: Set<string>;
  /** Undefined where a path within the SDK is refused. */
  readonly foreign?: string[];
}

/** `leftOut` are sources that count as if the manifest had named them under `~`. */
export function readManifest(
  path: string,
  platform: string,
  leftOut: readonly string[] = [],
): Manifest {
  const merged: Merged = {
    platform,
    variables: new Map(),
    rules: new Map([[LEFT_OUT, [...leftOut]]]),
    preload: [],
    seen: new Set(),
  };
  includeManifest(merged, resolve(path));
  return expand(merged);
}

/**
 * What a platform of mcconfig's builds of this tree, as far as can be told without the SDK: what
 * lies within the SDK is listed and not looked at. For a board, `path/of/manifest.json` of its
 * folder comes behind the application's, as mcconfig takes it in.
 */
export function readForMcconfig(paths: readonly string[], platform: string): Manifest {
  const foreign: string[] = [];
  const merged: Merged = {
    platform,
    variables: new Map(),
    rules: new Map(),
    preload: [],
    seen: new Set(),
    foreign,
  };
  for (const path of paths) includeManifest(merged, resolve(path));
  return expand(merged);
}

function expand({ rules, preload, foreign = [] }: Merged): Manifest {
  const { modules, cFiles } = expandRules(rules);
  // A module of the SDK's may be preloaded too; what ours must be called like is told at once.
  const isOurs = (specifier: string) =>
    foreign.length === 0 ||
    modules.has(specifier) ||
    /^(main$|(modules|native|hosts|nightjar)\/)/.test(specifier);
  return { modules, cFiles, preload: expandPreload(preload.filter(isOurs), modules), foreign };
}

function includeManifest(merged: Merged, path: string): void {
  if (merged.seen.has(path)) return;
  merged.seen.add(path);
  const manifest = parseManifest(path);
  const chosen = choosePlatform(manifest, merged.platform);
  const parts = chosen ? [manifest, chosen] : [manifest];
  for (const part of parts) checkKeys(path, part);
  for (const part of parts) setVariables(merged, dirname(path), part);
  for (const part of parts) includeAll(merged, dirname(path), part);
  for (const part of parts) mergePart(merged, path, part);
}

function parseManifest(path: string): ManifestFile {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new ManifestError(`${path}: ${(error as Error).message}`);
  }
}

/** `esp32/*` stands for every board of an ESP32. */
function choosePlatform(
  { platforms = {} }: ManifestFile,
  platform: string,
): ManifestFile | undefined {
  const [family] = platform.split("/");
  const every = platform.includes("/") ? platforms[`${family}/*`] : undefined;
  return platforms[platform] ?? every ?? platforms[family ?? ""] ?? platforms["..."];
}

function checkKeys(path: string, part: ManifestFile): void {
  for (const key of Object.keys(part)) {
    if (!UNDERSTOOD.has(key) && !FOR_MCCONFIG.has(key))
      throw new ManifestError(`${path}: the desktop host does not understand "${key}"`);
  }
}

/** What begins with "./" is meant from the manifest's own folder, wherever it is used. */
function setVariables(merged: Merged, folder: string, part: ManifestFile): void {
  for (const [name, text] of Object.entries(part.build ?? {})) {
    const value = substitute(merged, text);
    merged.variables.set(name, value.startsWith("./") ? join(folder, value) : value);
  }
}

function substitute(merged: Merged, text: string): string {
  return text.replace(/\$\(([^)]+)\)/g, (_, name: string) => {
    const isForeign = merged.foreign && SDK_VARIABLES.has(name);
    const value = merged.variables.get(name) ?? (isForeign ? undefined : process.env[name]);
    if (value !== undefined) return value;
    if (isForeign) return `$(${name})`;
    throw new ManifestError(`$(${name}) has no value`);
  });
}

function includeAll(merged: Merged, folder: string, part: ManifestFile): void {
  for (const include of asList(part.include)) {
    const path = substitute(merged, include);
    if (!isOfSdk(merged, path)) includeManifest(merged, resolve(folder, path));
  }
}

/** A path that a variable of the SDK's begins is noted, and that is all. */
function isOfSdk({ foreign }: Merged, path: string): boolean {
  if (!path.includes("$(")) return false;
  foreign?.push(path);
  return true;
}

function mergePart(merged: Merged, path: string, part: ManifestFile): void {
  if (part.error) throw new ManifestError(`${path}: ${part.error}`);
  merged.preload.push(...asList(part.preload));
  for (const [target, sources] of Object.entries(part.modules ?? {})) {
    const named = merged.rules.get(target) ?? [];
    for (const source of asList(sources)) {
      const file = substitute(merged, source);
      if (isOfSdk(merged, file) || isHeaderFolder(dirname(path), file)) continue;
      named.push(resolve(dirname(path), file));
    }
    merged.rules.set(target, named);
  }
}

/** What ends in a slash is a folder for headers; an absolute one may be another machine's. */
function isHeaderFolder(folder: string, source: string): boolean {
  if (!source.endsWith("/")) return false;
  if (isAbsolute(source) || existsSync(resolve(folder, source))) return true;
  throw new ManifestError(`no such folder: ${source}`);
}

function asList(value: string | readonly string[] | undefined): readonly string[] {
  return value === undefined ? [] : typeof value === "string" ? [value] : value;
}

function expandPreload(
  preload: readonly string[],
  modules: ReadonlyMap<string, string>,
): readonly string[] {
  for (const specifier of preload) {
    // mcconfig's wildcard passes over TypeScript without a word, so each module is named.
    if (specifier.includes("*"))
      throw new ManifestError(`preload "${specifier}": name each module`);
    if (!modules.has(specifier)) throw new ManifestError(`preload "${specifier}": no such module`);
  }
  return [...new Set(preload)];
}
