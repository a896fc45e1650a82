import type { parseArgs } from "node:util";
import { SCENARIOS } from "../../hosts/simulator/scenarios/catalogue.js";
import type { CloudWords } from "../run/cloud.js";
import type { Outage } from "../run/outage.js";
import {
  CLOUD_KEY_VARIABLE,
  type CloudChoice,
  cloudChoice,
  PROVIDERS,
  TRANSPORTS,
  wordsOf,
} from "./cloud-choice.js";
import { durationMsOf, parseFlags, wholeNumber, writable } from "./flags.js";
import { oneOf, UsageError } from "./usage.js";

/** What `npm start` was asked to do. */
export interface RunOptions {
  /** A folder of photographs, "scenes" or "night". */
  readonly camera: string;
  readonly wakes: number;
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
/** Of the firmware's defaults. */
const WAKE_INTERVAL_MS = 10_000;
const OUTAGE_FROM_MS = 60_000;
const OUTAGE_MS_MAX = 7 * 86_400_000;
/** The longest wait between two deliveries that failed, and some more. */
const AFTER_OUTAGE_MS = 70 * 60_000;
const SEED_MAX = 2 ** 32 - 1;

export const SCENARIO_NAMES: readonly string[] = Object.keys(SCENARIOS);
const DAYS_MAX = 366;

export const RUN_OPTIONS_HELP = `  --camera DIR|scenes|night
                        what stands before the lens: a folder of JPEGs (sub-folders named "person"
                        and "noperson" are labels), drawn scenes, or drawn scenes in a moonless
                        night (default: scenes)
  --wakes N             how many wakes (default: 60)
  --seed N              the same seed gives the same run (default: 1)
  --cloud local|off|URL who is asked: a server on this machine with a certificate authority of its
                        own, nobody, or a real OpenAI-compatible HTTPS endpoint such as
                        https://api.openai.com/v1/chat/completions with its key in
                        ${CLOUD_KEY_VARIABLE} (default: local)
  --provider NAME       in whose words it is asked: ${PROVIDERS.join(", ")} (default: openai-chat)
  --transport NAME      over what: ${TRANSPORTS.join(", ")} (default: https)
  --webhook local|off   who is told of events: a receiver on this machine, or nobody (default: off;
                        local with --offline)
  --offline TIME        from the second minute on there is no network for so long, such as 2h, 45m or
                        90s: what cannot be sent waits in flash. Without --wakes the run goes on
                        until the network is back and the outbox is empty again
  --engine tflite|tflm  what runs the network: TensorFlow Lite's C library, or TensorFlow Lite Micro's
                        own runtime in a worker process, as on a board (default: tflite)
  --model FOLDER        another network than the project's: a folder with model.json and its .tflite,
                        such as npx nightjar model import makes
  --scenario NAME       days with people, light, weather of the network and a motion sensor, in place
                        of --camera and --wakes: ${SCENARIO_NAMES.join(", ")}
  --days N              how many (default: the scenario's own)
  --chart FILE          draw the scenario over time: state, current, frames, decisions, battery (.svg)
  --pace max|real       as fast as it goes, or as slow as a board would be (default: max)
  --settings FILE       settings of the firmware as JSON, over the defaults
  --json FILE           write the run's figures
  --log FILE            write one line of JSON per wake; byte for byte the same for one seed
  --picture FILE        draw the run as a sheet of its frames: .svg, .png or .jpg
  --help                this text
`;

export const RUN_HELP = `Usage: npm start -- [options]

Runs the firmware on a virtual board: a wake looks, decides, asks the cloud when it is unsure,
reports and sleeps.

${RUN_OPTIONS_HELP}`;

export const RUN_FLAGS = {
  camera: { type: "string", default: "scenes" },
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
    camera: values.camera,
    wakes: wakesOf(values),
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

function wakesOf({ wakes, offline }: RunValues): number {
  if (wakes !== undefined) return wholeNumber("--wakes", wakes, 1, WAKES_MAX);
  if (offline === undefined) return WAKES_USUAL;
  return Math.ceil((outageOf(offline).toMs + AFTER_OUTAGE_MS) / WAKE_INTERVAL_MS);
}

function outageOf(text: string): Outage {
  const durationMs = durationMsOf("--offline", text, OUTAGE_MS_MAX);
  return { fromMs: OUTAGE_FROM_MS, toMs: OUTAGE_FROM_MS + durationMs };
}

function scenarioOptions({ scenario, days, chart }: RunValues) {
  if (scenario === undefined) {
    if (days === undefined && chart === undefined) return {};
    throw new UsageError("--days and --chart want a --scenario.");
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
