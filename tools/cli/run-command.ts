import {
  type FrameSource,
  FrameSourceError,
} from "../../hosts/simulator/board/camera/frame-source.js";
import { type Firmware, FirmwareStartError } from "../../hosts/simulator/board/firmware.js";
import { buildHost, firmwareOf } from "../build-host.js";
import { ToolError } from "../firmware/programs.js";
import { allOrNone } from "../run/all-or-none.js";
import { outageFaults } from "../run/outage.js";
import { ModelFolderError, SettingsFileError } from "../run/provision.js";
import { RunEnd } from "../run/run-end.js";
import { RunCounter, type RunFigures } from "../run/run-figures.js";
import { logLine } from "../run/run-log.js";
import { Session } from "../run/session.js";
import type { WakeRow } from "../run/wake-row.js";
import { writeOutput } from "../write-output.js";
import { variantOf } from "./engine.js";
import { LiveView } from "./live-view.js";
import { readSettings } from "./read-settings.js";
import { RUN_HELP } from "./run-help.js";
import { parseRunOptions, type RunOptions } from "./run-options.js";
import { type PicturedWake, writeRunPicture } from "./run-picture.js";
import { modelOf, openCloud, openSource, openWebhook } from "./run-world.js";
import { runScenario } from "./scenario-command.js";
import { StopRequest } from "./stop-request.js";
import { summaryOf } from "./summary.js";
import { UsageError } from "./usage.js";

export function runCommand(args: readonly string[]): Promise<number> {
  return forPeople(async () => {
    const options = parseRunOptions(args, process.env);
    if (options?.scenario !== undefined) await runScenario(options, options.scenario);
    else if (options) await run(options, firmwareOf(await buildHost(() => {}, variantOf(options))));
    else process.stdout.write(RUN_HELP);
  });
}

/** The exit code of a command that says on one line what a person can mend. */
export async function forPeople(command: () => Promise<void>): Promise<number> {
  try {
    await command();
    return 0;
  } catch (error) {
    if (!isForPeople(error)) throw error;
    process.stderr.write(`nightjar: ${(error as Error).message}\n`);
    return error instanceof UsageError ? 2 : 1;
  }
}

/** Failures whose message says what to do; any other is a defect, and its stack is wanted. */
function isForPeople(error: unknown): boolean {
  return [
    UsageError,
    FrameSourceError,
    ModelFolderError,
    SettingsFileError,
    FirmwareStartError,
    ToolError,
  ].some((Kind) => error instanceof Kind);
}

/**
 * A whole run of `firmware`, with its live view, summary and files. `onStop` is told of Ctrl-C, where
 * the firmware may be long in coming.
 */
export async function run(
  options: RunOptions,
  firmware: (flashPath: string) => Firmware,
  onStop?: () => void,
): Promise<void> {
  const startedAt = performance.now();
  const settings = readSettings(options.settingsPath);
  const { source, webhook, session } = await openRun(options, firmware, settings);
  const counter = new RunCounter();
  const stopped = new StopRequest(onStop);
  try {
    const { log, pictured } = await runWakes(session, options, counter, stopped);
    const { engine, bytesSent } = session;
    const wallMs = Math.round(performance.now() - startedAt);
    const told = { engine, seed: options.seed, bytesSent, wallMs, webhook: webhook?.totals() };
    report(counter.figures(told), source, options);
    if (options.logPath) writeOutput(options.logPath, log.map((line) => `${line}\n`).join(""));
    if (options.picturePath) await writeRunPicture(options.picturePath, pictured);
  } finally {
    stopped.forget();
    await session.close();
  }
}

function openRun(
  options: RunOptions,
  firmware: (flashPath: string) => Firmware,
  settings: Readonly<Record<string, unknown>>,
) {
  const { outage, seed, pace } = options;
  return allOrNone(async (keep) => {
    const model = modelOf(options);
    const source = openSource(options);
    const webhook = keep(await openWebhook(options));
    const cloud = keep(await openCloud(options));
    const session = new Session({
      firmware,
      source,
      cloud,
      webhook,
      seed,
      pace,
      settings,
      ...model,
      ...(outage && { networkFaults: (nowMs) => outageFaults(outage, nowMs) }),
    });
    return { source, webhook, session };
  });
}

async function runWakes(
  session: Session,
  options: RunOptions,
  counter: RunCounter,
  stopped: StopRequest,
): Promise<{ log: string[]; pictured: PicturedWake[] }> {
  const view = new LiveView(process.stdout, options.wakes);
  const end = new RunEnd(options);
  const log: string[] = [];
  const pictured: PicturedWake[] = [];
  view.start();
  while (!end.isReached && !stopped.asked) {
    const row = await nextWake(session, stopped, log.length);
    if (row === undefined) break;
    end.add(row);
    counter.add(row);
    view.show(row);
    log.push(logLine(row));
    if (options.picturePath && row.jpeg) pictured.push({ row, jpeg: row.jpeg });
  }
  view.end();
  return { log, pictured };
}

/** Undefined where Ctrl-C came before the next firmware did, and there are wakes to tell of. */
async function nextWake(
  session: Session,
  stopped: StopRequest,
  wakes: number,
): Promise<WakeRow | undefined> {
  try {
    return await session.runWake();
  } catch (error) {
    if (stopped.asked && wakes > 0 && error instanceof FirmwareStartError) return undefined;
    throw error;
  }
}

function report(figures: RunFigures, source: FrameSource, { jsonPath }: RunOptions): void {
  process.stdout.write(`\n${summaryOf(figures)}`);
  for (const { name, reason } of source.skipped) {
    process.stdout.write(`${"picture skipped".padEnd(26)}${name}: ${reason}\n`);
  }
  if (jsonPath) writeOutput(jsonPath, `${JSON.stringify(figures, null, 2)}\n`);
}
