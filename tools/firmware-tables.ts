import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { Manifest } from "./manifest.js";

/** Where compiled scripts are found: `root`/build/js mirrors `root`. */
export interface Trees {
  readonly root: string;
  /** Where the tables are written. */
  readonly folder: string;
}

/** Lines of "specifier TAB path TAB 1 where preloaded"; paths are absolute, the order is kept. */
export function writeModuleTable(manifest: Manifest, file: string, trees: Trees): string {
  const lines = [...manifest.modules].map(([specifier, source]) => {
    const preload = manifest.preload.includes(specifier) ? 1 : 0;
    return `${specifier}\t${compiledPath(source, trees)}\t${preload}`;
  });
  return writeIfChanged(join(trees.folder, file), `${lines.join("\n")}\n`);
}

/** JavaScript is taken as it is. */
function compiledPath(source: string, { root }: Trees): string {
  if (!source.endsWith(".ts")) return source;
  return join(root, "build/js", relative(root, source)).replace(/\.ts$/, ".js");
}

/**
 * The C table behind native() and Native(). The names that the compiled scripts use are the list,
 * no other, so a script whose C function is missing fails the link.
 */
export function writeNativeTable(manifest: Manifest, file: string, trees: Trees): string {
  const scripts = [...manifest.modules.values()].map((source) => {
    const path = compiledPath(source, trees);
    if (!existsSync(path)) throw new Error(`${path} is missing: run npm run setup`);
    return readFileSync(path, "utf8");
  });
  const functions = namesIn(scripts, /\bnative\("(xs_\w+)"\)/g);
  const classes = namesIn(scripts, /\bNative\("(xs_\w+)"\)/g);
  const text = [
    "/* Made from the native(...) and Native(...) of the firmware's scripts. */",
    '#include "machine.h"',
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
  return writeIfChanged(join(trees.folder, file), text);
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
