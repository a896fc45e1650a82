import {
  NO_TOOLS,
  type ToolAnswer,
  type ToolBox,
  type ToolName,
  type ToolRequest,
} from "../cloud/tools.js";
import { lookByFlash } from "../frame/flash-look.js";
import { type Frame, look } from "../frame/look.js";
import { recall } from "../policy/recent-decisions.js";
import type { Reason } from "../privacy/privacy-line.js";
import type { PrivacyLog } from "../privacy/privacy-log.js";
import { noteFailure, type ThisWake } from "./this-wake.js";
import { writeDown, writeRefusal } from "./write-down.js";

const MINUTE_S = 60;
/** The smaller of the two sizes in which the cloud may look again; the other is the usual one. */
const QVGA = { width: 320, height: 240 } as const;

/**
 * What the cloud's model may have done here while it is asked, within the settings. Every call goes
 * into the privacy log, whether it is answered or not.
 */
export class LocalTools implements ToolBox {
  readonly allowed: readonly ToolName[];
  readonly #wake: ThisWake;
  readonly #log: PrivacyLog;
  /** Who asks. */
  readonly #to: string;
  /** Its pictures, which live as long as the question. */
  readonly #frames: Frame[] = [];

  constructor(wake: ThisWake, log: PrivacyLog, to: string) {
    this.#wake = wake;
    this.#log = log;
    this.#to = to;
    const { toolLookAgain, toolHistory, toolStatus } = wake.settings.cloud;
    const allowed: ToolName[] = [];
    if (toolLookAgain) allowed.push("look_again");
    if (toolHistory) allowed.push("recent_history");
    if (toolStatus) allowed.push("device_status");
    this.allowed = allowed;
  }

  run(request: ToolRequest): Promise<ToolAnswer> {
    switch (request.name) {
      case "look_again":
        return this.#lookAgain(request.resolution === "qvga", request.flash);
      case "recent_history":
        return Promise.resolve(this.#told(request.name, () => this.#history(request.minutes)));
      case "device_status":
        return Promise.resolve(this.#told(request.name, () => this.#status()));
      default:
        return NO_TOOLS.run(request);
    }
  }

  /** Written down as a call that was answered with 403, since nothing left. */
  refuse(name: ToolName | "unknown_tool"): void {
    const place = writeDown(this.#wake, this.#log, this.#to, name, 0);
    if (place === undefined) return;
    writeRefusal(this.#wake, this.#log, place);
  }

  /** Nothing is told that is not written down first. */
  #told(name: Reason, answer: () => object): ToolAnswer {
    const place = writeDown(this.#wake, this.#log, this.#to, name, 0);
    return { result: place === undefined ? { error: "not allowed now" } : answer() };
  }

  close(): void {
    for (const frame of this.#frames) frame.close();
  }

  async #lookAgain(isSmall: boolean, byFlash: boolean): Promise<ToolAnswer> {
    const { host, settings, looks, state } = this.#wake;
    const { flash } = host.lights;
    if (byFlash && !settings.cloud.toolFlash) return { result: { error: "flash is forbidden" } };
    if (byFlash && flash === undefined) return { result: { error: "there is no flash" } };
    const options = isSmall ? { ...settings.camera, ...QVGA } : settings.camera;
    const taken =
      byFlash && flash !== undefined
        ? await lookByFlash(host, flash, options)
        : await look(host, options);
    if (!taken.ok) {
      noteFailure(this.#wake, "look", taken);
      return { result: { error: taken.code } };
    }
    const frame = taken.value;
    this.#frames.push(frame);
    const { width, height, jpeg } = frame;
    looks.push({ width, height, bytes: jpeg.byteLength, ...(byFlash ? { flash: true } : {}) });
    state.totals.looks += 1;
    const result = { width, height, flash: byFlash };
    const place = writeDown(this.#wake, this.#log, this.#to, "look_again", jpeg.byteLength);
    if (place === undefined) return { result: { error: "not allowed now" } };
    return { result, jpeg: new Uint8Array(jpeg) };
  }

  #history(minutes: number): object {
    const { host, state } = this.#wake;
    const nowS = Math.floor(host.clock.wallMs() / 1_000);
    const decisions = recall(state.recent, nowS - minutes * MINUTE_S).map(
      ({ atS, decision, probability, byCloud }) => ({
        secondsAgo: nowS - atS,
        decision,
        probability,
        by: byCloud ? "cloud" : "chip",
      }),
    );
    return { decisions };
  }

  #status(): object {
    const { host, state, battery, settings } = this.#wake;
    return {
      wakes: state.wakes,
      coldStarts: state.coldStarts,
      presence: state.presence.presence,
      batteryMillivolts: battery?.millivolts ?? null,
      clockIsSet: host.clock.isSet(),
      flash: host.lights.flash !== undefined,
      questionsToday: state.escalation.day.count,
      questionsPerDayMax: settings.escalation.perDayMax,
    };
  }
}
