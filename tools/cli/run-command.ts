import { readFileSync, writeFileSync } from "node:fs";
import { FolderSource } from "../../hosts/simulator/board/camera/folder-source.js";
import {
  type FrameSource,
  FrameSourceError,
} from "../../hosts/simulator/board/camera/frame-source.js";
import { SceneSource } from "../../hosts/simulator/board/camera/scene-source.js";
import { type Firmware, FirmwareStartError } from "../../hosts/simulator/board/firmware.js";
import { buildHost, firmwareOf } from "../build-host.js";
import { type Cloud, localCloud, noCloud, realCloud } from "../run/cloud.js";
import { outageFaults } from "../run/outage.js";
import {
  checkSettings,
  ModelFolderError,
  readModelSlot,
  SettingsFileError,
} from "../run/provision.js";
import { RunCounter, type RunFigures } from "../run/run-figures.js";
import { logLine } from "../run/run-log.js";
import { Session } from "../run/session.js";
import { localWebhook } from "../run/webhook.js";
import { variantOf } from "./engine.js";
import { LiveView } from "./live-view.js";
import { parseRunOptions, RUN_HELP, type RunOptions } from "./run-options.js";
import { type PicturedWake, writeRunPicture } from "./run-picture.js";
import { runScenario } from "./scenario-command.js";
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
  ].some((Kind) => error instanceof Kind);
}

/** What a session is given of `--model`. Throws ModelFolderError, before anything is opened. */
export function modelOf({ modelFolder }: RunOptions): { modelFolder?: string } {
  if (modelFolder === undefined) return {};
  readModelSlot(modelFolder);
  return { modelFolder };
}

/** A whole run of `firmware`, with its live view, summary and files. */
export async function run(
  options: RunOptions,
  firmware: (flashPath: string) => Firmware,
): Promise<void> {
  const startedAt = performance.now();
  const settings = readSettings(options.settingsPath);
  const model = modelOf(options);
  const source = openSource(options);
  const { outage } = options;
  const webhook = options.webhook === "local" ? await localWebhook() : undefined;
  const session = new Session({
    firmware,
    source,
    cloud: await openCloud(options),
    webhook,
    seed: options.seed,
    pace: options.pace,
    settings,
    ...model,
    ...(outage && { networkFaults: (nowMs) => outageFaults(outage, nowMs) }),
  });
  const counter = new RunCounter();
  const stopped = new StopRequest();
  try {
    const { log, pictured } = await runWakes(session, options, counter, stopped);
    if (options.logPath) writeFileSync(options.logPath, log.map((line) => `${line}\n`).join(""));
    if (options.picturePath) await writeRunPicture(options.picturePath, pictured);
    const { engine, bytesSent } = session;
    const wallMs = Math.round(performance.now() - startedAt);
    const told = { engine, seed: options.seed, bytesSent, wallMs, webhook: webhook?.totals() };
    report(counter.figures(told), source, options);
  } finally {
    stopped.forget();
    await session.close();
  }
}

async function runWakes(
  session: Session,
  { wakes, picturePath }: RunOptions,
  counter: RunCounter,
  stopped: StopRequest,
): Promise<{ log: string[]; pictured: PicturedWake[] }> {
  const view = new LiveView(process.stdout, wakes);
  const log: string[] = [];
  const pictured: PicturedWake[] = [];
  view.start();
  for (let wake = 0; wake < wakes && !stopped.asked; wake++) {
    const row = await session.runWake();
    counter.add(row);
    view.show(row);
    log.push(logLine(row));
    if (picturePath && row.jpeg) pictured.push({ row, jpeg: row.jpeg });
  }
  view.end();
  return { log, pictured };
}

function report(figures: RunFigures, source: FrameSource, { jsonPath }: RunOptions): void {
  process.stdout.write(`\n${summaryOf(figures)}`);
  for (const { name, reason } of source.skipped) {
    process.stdout.write(`${"picture skipped".padEnd(26)}${name}: ${reason}\n`);
  }
  if (jsonPath) writeFileSync(jsonPath, `${JSON.stringify(figures, null, 2)}\n`);
}

function openSource({ camera, seed }: RunOptions): FrameSource {
  if (camera === "scenes" || camera === "night") {
    return new SceneSource({ seed, night: camera === "night" });
  }
  return new FolderSource({ folder: camera, seed });
}

export function openCloud({ cloud, seed, words }: RunOptions): Cloud | Promise<Cloud> {
  switch (cloud.kind) {
    case "local":
      return localCloud(seed, words);
    case "off":
      return noCloud();
    case "url":
      return realCloud(cloud.url, cloud.key, words);
  }
}

export function readSettings(path: string | undefined): Readonly<Record<string, unknown>> {
  if (path === undefined) return {};
  try {
    const given = JSON.parse(readFileSync(path, "utf8"));
    checkSettings(given);
    return given;
  } catch (error) {
    throw new UsageError(`--settings ${path}: ${(error as Error).message}`);
  }
}

/** Ctrl-C ends the run after the wake that is on, with its figures; a second one ends it at once. */
export class StopRequest {
  asked = false;
  readonly #onSignal = () => {
    if (this.asked) process.exit(130);
    this.asked = true;
    process.stderr.write("\nstopping after this wake\n");
  };

  constructor() {
    process.on("SIGINT", this.#onSignal);
  }

  forget(): void {
    process.off("SIGINT", this.#onSignal);
  }
}
