import { readdirSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";

const SCRIPT_EXTENSIONS = new Set([".ts", ".js", ".mjs"]);
const C_EXTENSIONS = new Set([".c", ".cc"]);
/** The target of sources that are left out, whoever else names them. */
export const LEFT_OUT = "~";

export class ManifestError extends Error {}

interface Expanded {
  readonly modules: Map<string, string>;
  readonly cFiles: string[];
}

/**
 * The files that `modules` of a manifest names, in mcconfig's way: a file counts where it is named
 * first, and what `~` names never counts.
 */
export function expandRules(rules: ReadonlyMap<string, readonly string[]>): Expanded {
  const expanded: Expanded = { modules: new Map(), cFiles: [] };
  const taken = new Set((rules.get(LEFT_OUT) ?? []).flatMap(filesOf).map(({ path }) => path));
  for (const [target, sources] of rules) {
    if (target === LEFT_OUT) continue;
    for (const { path, rest } of sources.flatMap(filesOf)) {
      if (taken.has(path)) continue;
      taken.add(path);
      addFile(expanded, target.endsWith("*") ? target.slice(0, -1) + rest : target, path);
    }
  }
  return expanded;
}

interface Named {
  readonly path: string;
  /** What a `*` in the target stands for. */
  readonly rest: string;
}

/** `./x/b*` names every file of ./x that begins with b, `./x/b` those called b or b.anything. */
function filesOf(source: string): Named[] {
  const wild = basename(source).endsWith("*");
  const prefix = wild ? basename(source).slice(0, -1) : basename(source);
  const named = filesIn(dirname(source))
    .map((file) => ({ file, name: basename(file, extname(file)) }))
    .filter(({ file, name }) =>
      wild ? name.startsWith(prefix) : name === prefix || file === prefix,
    )
    .map(({ file, name }) => ({
      path: join(dirname(source), file),
      rest: wild ? name.slice(prefix.length) : name,
    }));
  if (named.length === 0) throw new ManifestError(`no file matches ${source}`);
  return named;
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.startsWith("."))
      .map((entry) => entry.name)
      .sort();
  } catch {
    throw new ManifestError(`no such folder: ${folder}`);
  }
}

function addFile({ modules, cFiles }: Expanded, specifier: string, path: string): void {
  const extension = extname(path);
  if (SCRIPT_EXTENSIONS.has(extension) && !path.endsWith(".d.ts")) {
    addModule(modules, specifier, path);
  } else if (C_EXTENSIONS.has(extension)) {
    addCFile(cFiles, path);
  }
}

/** mcconfig keeps the first of two, which is the included one, and says nothing. */
function addModule(modules: Map<string, string>, specifier: string, path: string): void {
  const first = modules.get(specifier);
  if (first !== undefined)
    throw new ManifestError(`${specifier} is ${first} and ${path}: leave one out by "~"`);
  modules.set(specifier, path);
}

/** mcconfig names objects by basename alone, and silently drops the second of two. */
function addCFile(cFiles: string[], path: string): void {
  const twin = cFiles.find((other) => basename(other) === basename(path));
  if (twin !== undefined)
    throw new ManifestError(`${path} and ${twin}: one of two C files of one name is dropped`);
  cFiles.push(path);
}
