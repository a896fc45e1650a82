import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, extname, join, resolve } from "node:path";

/**
 * Reads manifest.json as mcconfig does, so that the board and the desktop host build from one list.
 *
 * Of the format, what Nightjar uses is understood: `build`, `include`, `modules` with wildcards,
 * `preload`, `platforms` (with `...` for any other), `error`. What is unknown is refused rather than
 * passed over, except the keys that only mcconfig can mean anything by.
 */
export interface Manifest {
  /** By specifier; the source is a .ts or .js file. */
  readonly modules: ReadonlyMap<string, string>;
  readonly cFiles: readonly string[];
  /** Specifiers of the modules that are evaluated before the first wake, and shared. */
  readonly preload: readonly string[];
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

const UNDERSTOOD = new Set(["build", "include", "modules", "preload", "platforms", "error"]);
const FOR_MCCONFIG = new Set([
  "creation",
  "defines",
  "config",
  "typescript",
  "strip",
  "dependency",
]);
const SCRIPT_EXTENSIONS = new Set([".ts", ".js", ".mjs"]);
const C_EXTENSIONS = new Set([".c", ".cc"]);

export class ManifestError extends Error {}

interface Merged {
  readonly platform: string;
  readonly variables: Map<string, string>;
  readonly modules: Map<string, string>;
  readonly cFiles: string[];
  readonly preload: string[];
  readonly seen: Set<string>;
}

export function readManifest(path: string, platform: string): Manifest {
  const merged: Merged = {
    platform,
    variables: new Map(),
    modules: new Map(),
    cFiles: [],
    preload: [],
    seen: new Set(),
  };
  includeManifest(merged, resolve(path));
  return { ...merged, preload: expandPreload(merged) };
}

function includeManifest(merged: Merged, path: string): void {
  if (merged.seen.has(path)) return;
  merged.seen.add(path);
  const manifest = parseManifest(path);
  const chosen = choosePlatform(manifest, merged.platform);
  const parts = chosen ? [manifest, chosen] : [manifest];
  for (const part of parts) checkKeys(path, part);
  for (const part of parts) setVariables(merged, part);
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

function choosePlatform(manifest: ManifestFile, platform: string): ManifestFile | undefined {
  return manifest.platforms?.[platform] ?? manifest.platforms?.["..."];
}

function checkKeys(path: string, part: ManifestFile): void {
  for (const key of Object.keys(part)) {
    if (!UNDERSTOOD.has(key) && !FOR_MCCONFIG.has(key))
      throw new ManifestError(`${path}: the desktop host does not understand "${key}"`);
  }
}

function setVariables(merged: Merged, part: ManifestFile): void {
  for (const [name, value] of Object.entries(part.build ?? {})) {
    merged.variables.set(name, substitute(merged, value));
  }
}

function substitute(merged: Merged, text: string): string {
  return text.replace(/\$\(([^)]+)\)/g, (_, name: string) => {
    const value = merged.variables.get(name) ?? process.env[name];
    if (value === undefined) throw new ManifestError(`$(${name}) has no value`);
    return value;
  });
}

function includeAll(merged: Merged, folder: string, part: ManifestFile): void {
  for (const include of asList(part.include)) {
    includeManifest(merged, resolve(folder, substitute(merged, include)));
  }
}

function mergePart(merged: Merged, path: string, part: ManifestFile): void {
  if (part.error) throw new ManifestError(`${path}: ${part.error}`);
  merged.preload.push(...asList(part.preload));
  for (const [target, sources] of Object.entries(part.modules ?? {})) {
    for (const source of asList(sources)) {
      addFiles(merged, target, resolve(dirname(path), substitute(merged, source)));
    }
  }
}

function asList(value: string | readonly string[] | undefined): readonly string[] {
  return value === undefined ? [] : typeof value === "string" ? [value] : value;
}

/** One rule: `"a/*": "./x/b*"` gives every file of ./x that starts with b, under a/ and its rest. */
function addFiles(merged: Merged, target: string, source: string): void {
  const wild = basename(source).endsWith("*");
  const prefix = wild ? basename(source).slice(0, -1) : basename(source);
  let found = false;
  for (const file of listFolder(source)) {
    const name = withoutExtension(file);
    if (wild ? !name.startsWith(prefix) : name !== prefix && file !== prefix) continue;
    found = true;
    const rest = wild ? name.slice(prefix.length) : name;
    addFile(
      merged,
      target.endsWith("*") ? target.slice(0, -1) + rest : target,
      join(dirname(source), file),
    );
  }
  if (!found) throw new ManifestError(`no file matches ${source}`);
}

function listFolder(source: string): string[] {
  try {
    return readdirSync(dirname(source), { withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.startsWith("."))
      .map((entry) => entry.name)
      .sort();
  } catch {
    throw new ManifestError(`no such folder: ${dirname(source)}`);
  }
}

function withoutExtension(file: string): string {
  return basename(file, extname(file));
}

function addFile(merged: Merged, specifier: string, path: string): void {
  const extension = extname(path);
  if (SCRIPT_EXTENSIONS.has(extension) && !path.endsWith(".d.ts")) {
    merged.modules.set(specifier, path);
  } else if (C_EXTENSIONS.has(extension)) {
    addCFile(merged, path);
  }
}

/** mcconfig names objects by basename alone, and silently drops the second of two. */
function addCFile(merged: Merged, path: string): void {
  const twin = merged.cFiles.find((other) => other !== path && basename(other) === basename(path));
  if (twin)
    throw new ManifestError(`${path} and ${twin}: one of two C files of one name is dropped`);
  if (!merged.cFiles.includes(path)) merged.cFiles.push(path);
}

function expandPreload(merged: Merged): string[] {
  const chosen = new Set<string>();
  for (const pattern of merged.preload) {
    // mcconfig's wildcard passes over TypeScript without a word, so each module is named.
    if (pattern.includes("*")) throw new ManifestError(`preload "${pattern}": name each module`);
    if (!merged.modules.has(pattern))
      throw new ManifestError(`preload "${pattern}": no such module`);
    chosen.add(pattern);
  }
  return [...chosen];
}
