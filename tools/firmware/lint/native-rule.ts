import { readFileSync } from "node:fs";
import type { LintOutcome } from "./lint-outcome.js";
import type { PlatformTree } from "./platforms.js";

const FUNCTION_CALL = /\bnative\("(xs_\w+)"\)/g;
const CLASS_CALL = /\bNative\("(xs_\w+)"\)/g;
/** A call whose name is no text in the source: neither this lint nor a linker could follow it. */
const NAMELESS = /^(?!\s*(?:\/\/|\/?\*)).*\b[nN]ative\((?!"xs_\w+"\))/m;
const FUNCTION = /^void (xs_\w+)\(\s*(?:xs|tx)Machine\s*\*\s*\w+\)\s*\{/gm;
const DESTRUCTOR = /^void (xs_\w+)\(void\s*\*\s*\w+\)\s*\{/gm;

/**
 * Scripts and C, each platform by itself: what a script reaches for is there, of the right kind; and
 * what C offers to scripts is used on one platform at least.
 */
export function lintNativeNames(root: string, platforms: readonly PlatformTree[]): LintOutcome {
  const findings: string[] = [];
  const offered = new Map<string, string>();
  const wanted = new Set<string>();
  for (const platform of platforms) {
    const functions = namesIn(platform.cFiles, FUNCTION);
    const destructors = namesIn(platform.cFiles, DESTRUCTOR);
    for (const [name, file] of [...functions, ...destructors]) offered.set(name, file);
    const calls = namesIn(platform.scripts, FUNCTION_CALL);
    const classes = namesIn(platform.scripts, CLASS_CALL);
    for (const name of [...calls.keys(), ...classes.keys()]) wanted.add(name);
    const missing = [...unmet(calls, functions), ...unmet(classes, destructors)];
    findings.push(...missing.map((text) => `${platform.name}: ${text}`));
  }
  const scripts = new Set(platforms.flatMap(({ scripts }) => scripts));
  const nameless = [...scripts].filter((file) => NAMELESS.test(readFileSync(file, "utf8")));
  findings.push(...nameless.map((file) => `${file}: native() without a name`));
  const unused = [...offered].filter(([name]) => !wanted.has(name));
  findings.push(...unused.map(([name, file]) => `${file}: no script reaches for ${name}`));
  const fromRoot = findings.map((text) => text.replaceAll(`${root}/`, ""));
  return { findings: fromRoot, skipped: [] };
}

function unmet(calls: ReadonlyMap<string, string>, there: ReadonlyMap<string, string>): string[] {
  return [...calls]
    .filter(([name]) => !there.has(name))
    .map(([name, script]) => `${script} reaches for ${name}, which no C file has`);
}

/** By name the file that has it. */
function namesIn(files: readonly string[], pattern: RegExp): Map<string, string> {
  const names = new Map<string, string>();
  for (const file of files) {
    for (const [, name] of readFileSync(file, "utf8").matchAll(pattern))
      names.set(name ?? "", file);
  }
  return names;
}
