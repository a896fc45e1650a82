import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { ROOT } from "../../tools/project-paths.js";

export { ROOT };

/** Paths from the root of every file that belongs to the project, the uncommitted ones too. */
export function projectFiles(): string[] {
  const args = ["ls-files", "--cached", "--others", "--exclude-standard", "-z"];
  const listed = execFileSync("git", args, { cwd: ROOT, encoding: "utf8" }).split("\0");
  const deleted = execFileSync("git", ["ls-files", "--deleted", "-z"], {
    cwd: ROOT,
    encoding: "utf8",
  });
  const gone = new Set(deleted.split("\0"));
  return listed.filter((path) => path !== "" && !gone.has(path)).sort();
}

export function readSource(path: string): string {
  return readFileSync(join(ROOT, path), "utf8");
}

export interface Import {
  readonly from: string;
  /** A path from the root for a relative specifier, the specifier itself for another. */
  readonly to: string;
  readonly relative: boolean;
}

const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s(?:[^"';]*?\sfrom\s)?"([^"]+)"|\bimport\("([^"]+)"\)/g;

export function importsOf(path: string): Import[] {
  return [...readSource(path).matchAll(IMPORT)].map((match) => {
    const specifier = match[1] ?? match[2] ?? "";
    const relative = specifier.startsWith(".");
    const to = relative
      ? normalize(join(dirname(path), specifier)).replace(/\.js$/, ".ts")
      : specifier;
    return { from: path, to, relative };
  });
}
