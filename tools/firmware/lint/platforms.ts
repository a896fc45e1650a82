import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Manifest, ManifestError, readForMcconfig, readManifest } from "../../manifest.js";
import { boardNames } from "../boards.js";
import { filesUnder } from "./tree.js";

/** What one platform builds of this tree. */
export interface PlatformTree {
  /** "simulator", "lin", or "esp32/" and the board's name. */
  readonly name: string;
  /** Paths of its TypeScript and JavaScript. */
  readonly scripts: readonly string[];
  /** Paths of its C, the desktop host's own included. */
  readonly cFiles: readonly string[];
  /** Specifiers of modules that every wake loads anew, into memory, and that say no reason. */
  readonly notPreloaded: readonly string[];
}

export interface Platforms {
  readonly trees: readonly PlatformTree[];
  /** Manifests that cannot be read. */
  readonly findings: readonly string[];
}

const SIMULATOR = "simulator";
const FAMILY = /^(\w+)\/\*$/;

/** Every platform that manifest.json has a host for, each ESP32 board by itself. */
export function readPlatforms(root: string): Platforms {
  const trees: PlatformTree[] = [];
  const findings: string[] = [];
  for (const name of platformNames(root)) {
    try {
      trees.push(treeOf(root, name, readPlatform(root, name)));
    } catch (error) {
      if (!(error instanceof ManifestError)) throw error;
      findings.push(`${name}: ${error.message.replaceAll(`${root}/`, "")}`);
    }
  }
  return { trees, findings };
}

function platformNames(root: string): string[] {
  const { platforms = {} } = JSON.parse(readFileSync(join(root, "manifest.json"), "utf8"));
  return Object.entries(platforms as Record<string, { error?: string }>)
    .filter(([, { error }]) => error === undefined)
    .flatMap(([name]) => (FAMILY.exec(name)?.[1] === "esp32" ? boardPlatforms(root) : [name]));
}

/** A board without a manifest is one that mcconfig cannot build for yet. */
function boardPlatforms(root: string): string[] {
  return boardNames(root)
    .filter((name) => existsSync(join(root, "hosts", name, "manifest.json")))
    .map((name) => `esp32/${name}`);
}

function readPlatform(root: string, name: string): Manifest {
  const application = join(root, "manifest.json");
  if (name === SIMULATOR) return readManifest(application, name);
  const [, board] = name.split("/");
  const paths = board ? [application, join(root, "hosts", board, "manifest.json")] : [application];
  return readForMcconfig(paths, name);
}

function treeOf(root: string, name: string, manifest: Manifest): PlatformTree {
  const { modules, cFiles, preload } = manifest;
  const folders = name === SIMULATOR ? ["hosts/simulator/xs", "hosts/simulator/worker"] : [];
  const own = folders.flatMap((folder) => filesUnder(join(root, folder), /\.c$/));
  return {
    name,
    scripts: [...modules.values()].filter((path) => path.startsWith(root)),
    notPreloaded: [...modules]
      .filter(([specifier, path]) => !preload.includes(specifier) && !saysWhyNot(path))
      .map(([specifier]) => specifier),
    cFiles: [...new Set([...cFiles.filter((path) => path.startsWith(root)), ...own])],
  };
}

/** A module that must be evaluated at every wake says so, with the reason. */
function saysWhyNot(path: string): boolean {
  return /\bNot preloaded:\s/.test(readFileSync(path, "utf8"));
}
