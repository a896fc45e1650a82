import { existsSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { Board } from "../boards.js";
import type { BuildMode } from "../build-folder.js";
import type { Environment } from "../programs.js";
import type { LintOutcome } from "./lint-outcome.js";
import { mergeSdkconfig, mergeTraps, type Sdkconfig } from "./sdkconfig.js";

/** What must hold of a key, and why: hosts/<board>/sdkconfig/required.json. */
export interface Requirement {
  readonly is?: string | number;
  readonly atLeast?: number;
  readonly atMost?: number;
  /** Of builds of this kind alone. */
  readonly build?: BuildMode;
  readonly why: string;
}

export type Requirements = Readonly<Record<string, Requirement>>;

const MODES: readonly BuildMode[] = ["release", "debug"];

/** Those of every ESP32 board, over which the board's own win. */
export function readRequired(root: string, board: Board, mode: BuildMode): Requirements {
  const shared = join(root, "hosts/esp32/sdkconfig/required.json");
  const own = join(board.sdkconfigFolder, "required.json");
  const all: Requirements = { ...readJson(shared), ...readJson(own) };
  const applies = Object.entries(all).filter(([, { build }]) => !build || build === mode);
  return Object.fromEntries(applies);
}

function readJson(path: string): Requirements {
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : {};
}

/** A line for each requirement that does not hold. */
export function unmetBy(config: Sdkconfig, required: Requirements): string[] {
  return Object.entries(required).flatMap(([name, requirement]) => {
    const value = config.get(name);
    if (value !== undefined && holds(value, requirement)) return [];
    return [
      `${name} is ${value ?? "not set"}, and must be ${wanted(requirement)}: ${requirement.why}`,
    ];
  });
}

function holds(value: string, { is, atLeast, atMost }: Requirement): boolean {
  if (is !== undefined) return value === String(is);
  const number = Number(value);
  return number >= (atLeast ?? -Infinity) && number <= (atMost ?? Infinity);
}

function wanted({ is, atLeast, atMost }: Requirement): string {
  if (is !== undefined) return String(is);
  const least = atLeast === undefined ? [] : [`at least ${atLeast}`];
  return [...least, ...(atMost === undefined ? [] : [`at most ${atMost}`])].join(" and ");
}

/**
 * The SDK's defaults with ours over them, for a release and a debug build. Without the SDK ours
 * alone must name every key, so that nothing hangs on defaults that go against the list.
 */
export function lintSdkconfig(root: string, board: Board, env: Environment): LintOutcome {
  const { texts: ours, findings } = ownFiles(root, board);
  const sdk = env.MODDABLE;
  for (const mode of MODES) {
    const required = readRequired(root, board, mode);
    if (Object.keys(required).length === 0) {
      findings.push(`hosts/${board.name}: no sdkconfig/required.json says what must hold`);
      break;
    }
    const own = mergeSdkconfig(ofMode(ours, mode));
    const unmet = unmetBy(own, required);
    findings.push(...unmet.map((line) => `hosts/${board.name}, ${mode}, ours alone: ${line}`));
    if (sdk === undefined) continue;
    const merged = mergeSdkconfig([...sdkFiles(sdk, board, mode), ...ofMode(ours, mode)]);
    const broken = unmetBy(merged, required);
    findings.push(...broken.map((line) => `hosts/${board.name}, ${mode}, over the SDK's: ${line}`));
  }
  const skipped = sdk ? [] : ["sdkconfig over the SDK's own defaults: MODDABLE is not set"];
  return { findings, skipped };
}

const NAME = "sdkconfig.defaults";

interface OwnFiles {
  readonly texts: Readonly<Record<"all" | "release", string>>;
  readonly findings: string[];
}

function ownFiles(root: string, { sdkconfigFolder }: Board): OwnFiles {
  const findings: string[] = [];
  const read = (name: string) => {
    const path = join(sdkconfigFolder, name);
    const text = existsSync(path) ? readFileSync(path, "utf8") : "";
    findings.push(...mergeTraps(text).map((trap) => `${relative(root, path)}: ${trap}`));
    return text;
  };
  return { texts: { all: read(NAME), release: read(`${NAME}.release`) }, findings };
}

function ofMode(texts: OwnFiles["texts"], mode: BuildMode): string[] {
  return mode === "release" ? [texts.all, texts.release] : [texts.all];
}

function sdkFiles(moddable: string, board: Board, mode: BuildMode): string[] {
  const folder = join(moddable, "build/devices/esp32", `xsProj-${board.chip}`);
  const names = mode === "release" ? [NAME, `${NAME}.release`] : [NAME];
  return names.map((name) => {
    const path = join(folder, name);
    return existsSync(path) ? readFileSync(path, "utf8") : "";
  });
}
