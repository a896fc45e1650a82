import { existsSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { BuildFolder } from "./build-folder.js";
import { ToolError } from "./programs.js";

/** A component of Espressif's registry, as the SDK's makefile asks for it. */
export interface IdfComponent {
  /** "espressif/esp-nn". */
  readonly name: string;
  /** "==1.2.3"; "*" where any will do. */
  readonly version: string;
}

const ASKED = /idf\.py add-dependency "([\w-]+\/[\w-]+)([^"]*)"/g;

/** What the manifests ask for, read from the makefile that mcconfig wrote. */
export function askedComponents(makefile: string): IdfComponent[] {
  return [...makefile.matchAll(ASKED)].map(([, name = "", version]) => {
    return { name, version: version || "*" };
  });
}

/**
 * Writes the list of components that ESP-IDF fetches, before the SDK's makefile would: it adds them
 * all at the same time to one file, so that one is lost or the file is no YAML any more. What it
 * finds listed it leaves alone. Throws ToolError.
 */
export function listComponents({ temporary, project }: BuildFolder): void {
  const makefile = join(temporary, "makefile");
  if (!existsSync(makefile)) throw new ToolError(`mcconfig left no ${makefile}: see its output`);
  const components = askedComponents(readFileSync(makefile, "utf8"));
  const lines = components.map(({ name, version }) => `  ${name}: ${JSON.stringify(version)}\n`);
  const text = lines.length > 0 ? `dependencies:\n${lines.join("")}` : "dependencies: {}\n";
  const list = join(project, "main/idf_component.yml");
  // CMake starts again where this file is new.
  if (existsSync(list) && readFileSync(list, "utf8") === text) return;
  const isNew = !existsSync(project);
  mkdirSync(dirname(list), { recursive: true });
  writeFileSync(list, text);
  // make fills the folder from the SDK's template only where it is older than that.
  if (isNew) utimesSync(project, 0, 0);
}
