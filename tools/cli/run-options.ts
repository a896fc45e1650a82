import { accessSync, constants } from "node:fs";
import { dirname, resolve } from "node:path";
import { type ParseArgsConfig, parseArgs } from "node:util";
import { SCENARIOS } from "../../hosts/simulator/scenarios/catalogue.js";
import type { CloudWords } from "../run/cloud.js";
import {
  CLOUD_KEY_VARIABLE,
  type CloudChoice,
  cloudChoice,
  PROVIDERS,
  TRANSPORTS,
  wordsOf,
} from "./cloud-choice.js";
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
  wakes: { type: "string", default: "60" },
  seed: { type: "string", default: "1" },
  cloud: { type: "string", default: "local" },
  provider: { type: "string" },
  transport: { type: "string" },
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
    wakes: wholeNumber("--wakes", values.wakes, 1, WAKES_MAX),
    seed: wholeNumber("--seed", values.seed, 0, SEED_MAX),
    cloud: cloudChoice(values.cloud, environment),
    words: wordsOf(values),
    pace: oneOf("--pace", values.pace, ["max", "real"]),
    ...(values.json === undefined ? {} : { jsonPath: writable("--json", values.json) }),
    ...(values.log === undefined ? {} : { logPath: writable("--log", values.log) }),
    ...(values.picture === undefined ? {} : { picturePath: pictureFile(values.picture) }),
    ...scenarioOptions(values),
    ...(values.settings === undefined ? {} : { settingsPath: values.settings }),
  };
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

/** Throws UsageError, which names the command whose --help tells more. */
export function parseFlags<Flags extends NonNullable<ParseArgsConfig["options"]>>(
  args: readonly string[],
  options: Flags,
  command: string,
): ReturnType<typeof parseArgs<{ options: Flags }>> {
  try {
    return parseArgs({ args: [...args], options });
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\nTry: ${command} --help`);
  }
}

/** Throws UsageError, which names the flag and its bounds. */
export function wholeNumber(flag: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= min && value <= max) return value;
  throw new UsageError(`${flag} takes a whole number from ${min} to ${max}, not "${text}".`);
}

/** Told before the run rather than after it. */
function writable(flag: string, path: string): string {
  try {
    accessSync(dirname(resolve(path)), constants.W_OK);
    return path;
  } catch {
    throw new UsageError(`${flag} ${path}: there is no folder there that can be written to.`);
  }
}

function pictureFile(path: string): string {
  if (/\.(svg|png|jpe?g)$/i.test(path)) return writable("--picture", path);
  throw new UsageError(`--picture takes a file that ends in .svg, .png or .jpg, not "${path}".`);
}
