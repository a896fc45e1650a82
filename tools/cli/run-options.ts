import type { parseArgs } from "node:util";
import type { CloudWords } from "../run/cloud.js";
import type { Outage } from "../run/outage.js";
import { type CloudChoice, cloudChoice, wordsOf } from "./cloud-choice.js";
import { durationMsOf, parseFlags, wholeNumber, writable } from "./flags.js";
import { SCENARIO_NAMES } from "./run-help.js";
import { oneOf, UsageError } from "./usage.js";

/** What `npm start` was asked to do. */
export interface RunOptions {
  /** A folder of photographs, "scenes" or "night". */
  readonly camera: string;
  /** Missing: until what waited for the end of the outage has been sent. */
  readonly wakes?: number;
  readonly seed: number;
  readonly cloud: CloudChoice;
  /** Whose words the firmware speaks, and over what; its own settings where nothing is said. */
  readonly words: CloudWords;
  /** Who is told of events. */
  readonly webhook: "local" | "off";
  /** When there is no network. */
  readonly outage?: Outage;
  /** Whose arithmetic the detector is. */
  readonly engine: Engine;
  /** A folder with model.json; the project's own network where nothing is said. */
  readonly modelFolder?: string;
  readonly pace: "max" | "real";
  readonly jsonPath?: string;
  readonly logPath?: string;
  readonly settingsPath?: string;
  readonly picturePath?: string;
  /** By name; in place of camera and wakes. */
  readonly scenario?: string;
  /** Undefined: the scenario's own. */
  readonly days?: number;
  readonly chartPath?: string;
}

export const WAKES_MAX = 1_000_000;
export const ENGINES = ["tflite", "tflm"] as const;
export type Engine = (typeof ENGINES)[number];
const WAKES_USUAL = 60;
const OUTAGE_FROM_MS = 60_000;
const OUTAGE_MS_MAX = 7 * 86_400_000;
const SEED_MAX = 2 ** 32 - 1;
const DAYS_MAX = 366;

/** What a scenario has no use for, and what there is instead. */
const NOT_WITH_SCENARIO = {
  camera: "a scenario has a place of its own",
  wakes: "--days N says for how long a scenario goes on",
  webhook: "leave it out, nobody is told of a scenario's events",
  offline: "a scenario has outages of its own, network-out most of all",
  picture: "--chart FILE draws a scenario",
} as const;

export const RUN_FLAGS = {
  camera: { type: "string" },
  wakes: { type: "string" },
  seed: { type: "string", default: "1" },
  cloud: { type: "string", default: "local" },
  provider: { type: "string" },
  transport: { type: "string" },
  webhook: { type: "string" },
  offline: { type: "string" },
  engine: { type: "string", default: "tflite" },
  model: { type: "string" },
  pace: { type: "string", default: "max" },
  settings: { type: "string" },
  json: { type: "string" },
  log: { type: "string" },
  picture: { type: "string" },
  scenario: { type: "string" },
  days: { type: "string" },
  chart: { type: "string" },
  help: { type: "boolean", default: false },
} as const;

type RunValues = ReturnType<typeof parseArgs<{ options: typeof RUN_FLAGS }>>["values"];

type Environment = Readonly<Record<string, string | undefined>>;

/** Undefined where only help is wanted. Throws UsageError, which says what to do. */
export function parseRunOptions(
  args: readonly string[],
  environment: Environment,
): RunOptions | undefined {
  const { values } = parseFlags(args, RUN_FLAGS, "npm start --");
  return values.help ? undefined : runOptionsOf(values, environment);
}

/** Throws UsageError. */
export function runOptionsOf(values: RunValues, environment: Environment): RunOptions {
  return {
    camera: values.camera ?? "scenes",
    ...wakesOf(values),
    seed: wholeNumber("--seed", values.seed, 0, SEED_MAX),
    cloud: cloudChoice(values.cloud, environment),
    words: wordsOf(values),
    webhook: oneOf("--webhook", values.webhook ?? webhookUsual(values), ["local", "off"]),
    ...(values.offline === undefined ? {} : { outage: outageOf(values.offline) }),
    engine: oneOf("--engine", values.engine, ENGINES),
    ...(values.model === undefined ? {} : { modelFolder: values.model }),
    pace: oneOf("--pace", values.pace, ["max", "real"]),
    ...(values.json === undefined ? {} : { jsonPath: writable("--json", values.json) }),
    ...(values.log === undefined ? {} : { logPath: writable("--log", values.log) }),
    ...(values.picture === undefined ? {} : { picturePath: pictureFile(values.picture) }),
    ...scenarioOptions(values),
    ...(values.settings === undefined ? {} : { settingsPath: values.settings }),
  };
}

function webhookUsual({ offline }: RunValues): string {
  return offline === undefined ? "off" : "local";
}

function wakesOf({ wakes, offline }: RunValues): { wakes?: number } {
  if (wakes !== undefined) return { wakes: wholeNumber("--wakes", wakes, 1, WAKES_MAX) };
  return offline === undefined ? { wakes: WAKES_USUAL } : {};
}

function outageOf(text: string): Outage {
  const durationMs = durationMsOf("--offline", text, OUTAGE_MS_MAX);
  return { fromMs: OUTAGE_FROM_MS, toMs: OUTAGE_FROM_MS + durationMs };
}

function scenarioOptions(values: RunValues) {
  const { scenario, days, chart } = values;
  if (scenario === undefined) {
    if (days === undefined && chart === undefined) return {};
    throw new UsageError("--days and --chart want a --scenario.");
  }
  for (const [flag, instead] of Object.entries(NOT_WITH_SCENARIO)) {
    if (values[flag as keyof typeof NOT_WITH_SCENARIO] === undefined) continue;
    throw new UsageError(`--${flag} does not go with --scenario: ${instead}.`);
  }
  return {
    scenario: oneOf("--scenario", scenario, SCENARIO_NAMES),
    ...(days === undefined ? {} : { days: wholeNumber("--days", days, 1, DAYS_MAX) }),
    ...(chart === undefined ? {} : { chartPath: writable("--chart", chart) }),
  };
}

function pictureFile(path: string): string {
  if (/\.(svg|png|jpe?g)$/i.test(path)) return writable("--picture", path);
  throw new UsageError(`--picture takes a file that ends in .svg, .png or .jpg, not "${path}".`);
}
