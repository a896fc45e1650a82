import type { BoardClock } from "./clock.js";
import { FirmwareProcess, type ProcessEnd, type RunningWake } from "./firmware-process.js";
import { PowerLostError } from "./flash/power-cut.js";
import type { FirmwareFrame } from "./link.js";
import {
  type Answer,
  type BoardEvent,
  type CallRequest,
  OperationError,
  type Part,
} from "./part.js";
import { seededRandom, seedFor } from "./random.js";
import { RetainedMemory } from "./retained-memory.js";

/** Why the firmware's machine started, in the words of modules/host/power.ts. */
export type BootCause = "power-on" | "timer" | "pin" | "reset";

/** What one wake came to. */
export interface WakeRecord {
  /** Counted by the board from 1; the firmware counts its own. */
  readonly number: number;
  readonly cause: BootCause;
  readonly startMs: number;
  readonly durationMs: number;
  /** `slept`, a crash out of EXIT_CODES, `killed`, `power-lost`, `watchdog` or `hung`. */
  readonly how: string;
  readonly said: string;
  readonly reports: readonly Readonly<Record<string, unknown>>[];
  readonly computrons: number;
  readonly slotBytesPeak: number;
  readonly chunkBytesPeak: number;
}

export interface BoardOptions {
  readonly program: string;
  readonly moduleTable: string;
  readonly flashPath: string;
  readonly seed: number;
  readonly clock: BoardClock;
  readonly parts: readonly Part[];
  /** Wall clock at first power, milliseconds since 1970. */
  readonly epochMs: number;
  /** Time from reset to the first line of script. */
  readonly bootMs: number;
  readonly onStart?: (pid: number) => void;
  readonly heapBytesMax?: number;
  readonly computronsMax?: number;
}

/** Virtual time after which the watchdog of last resort resets the board. */
export const WAKE_MS_MAX = 120_000;
/** Real time without a word from a firmware that should be running, until the run is given up. */
export const SILENCE_WALL_MS_MAX = 60_000;
const HEAP_BYTES_MAX = 4 * 1024 * 1024;
const COMPUTRONS_MAX = 200_000_000;

/** The virtual board: one firmware process per wake, its calls answered by the parts. */
export class Board {
  readonly #options: BoardOptions;
  readonly #clock: BoardClock;
  readonly #process: FirmwareProcess;
  readonly #memory: RetainedMemory;
  readonly #operations = new Map<string, (request: CallRequest, payload: Uint8Array) => Answer>();
  readonly #parts: readonly Part[];
  #wakes = 0;
  #cause: BootCause = "power-on";
  #bootedAtMs = 0;
  #sleepMs: number | undefined;
  #reports: Readonly<Record<string, unknown>>[] = [];
  #lastFrame: FirmwareFrame | undefined;
  #detector = "";

  constructor(options: BoardOptions) {
    this.#options = options;
    this.#clock = options.clock;
    this.#process = new FirmwareProcess({
      program: options.program,
      moduleTable: options.moduleTable,
      flashPath: options.flashPath,
      heapBytesMax: options.heapBytesMax ?? HEAP_BYTES_MAX,
      computronsMax: options.computronsMax ?? COMPUTRONS_MAX,
    });
    this.#memory = new RetainedMemory({ noise: seededRandom(seedFor(options.seed, "rtc-noise")) });
    this.#parts = [this.#memory, ...options.parts];
    for (const part of this.#parts) this.#addOperations(part.operations);
    this.#addOperations({
      boot: (request) => this.#boot(request),
      report: (request) => this.#takeReport(request),
      sleep: (request) => this.#takeSleep(request),
      delay: (request) => ({ durationMs: Number(request.durationMs) || 0 }),
    });
  }

  #addOperations(operations: Part["operations"]): void {
    for (const [name, operation] of Object.entries(operations)) {
      if (this.#operations.has(name)) throw new Error(`two parts answer ${name}`);
      this.#operations.set(name, operation);
    }
  }

  /** From the board's reset to its sleep or its end; then virtual time goes on to the next wake. */
  async runWake(): Promise<WakeRecord> {
    const cause = this.#cause;
    const startMs = this.#clock.nowMs();
    this.#wakes += 1;
    this.#sleepMs = undefined;
    this.#reports = [];
    this.#lastFrame = undefined;
    this.#bootedAtMs = startMs;
    await this.#clock.moveTo(startMs + this.#options.bootMs);
    const wake = await this.#process.start();
    this.#options.onStart?.(wake.pid);
    const how = await this.#serve(wake);
    const end = await this.#finish(wake, how);
    const record = this.#record(cause, startMs, end);
    await this.#prepareNext(end.how);
    return record;
  }

  /** Answers until the process ends; a name where the board ended it. */
  async #serve(wake: RunningWake): Promise<string | undefined> {
    let guard: NodeJS.Timeout | undefined;
    const silence = new Promise<"silent">((resolve) => {
      guard = setTimeout(() => resolve("silent"), SILENCE_WALL_MS_MAX);
    });
    const ended = wake.end.then(() => "ended" as const);
    try {
      for (;;) {
        guard?.refresh();
        const next = await Promise.race([wake.link.next(), ended, silence]);
        if (next === "ended") return undefined;
        if (next === "silent") return "hung";
        this.#lastFrame = next;
        const verdict = await Promise.race([this.#answer(wake, next), ended]);
        if (verdict === "ended") return undefined;
        if (verdict) return verdict;
      }
    } finally {
      clearTimeout(guard);
    }
  }

  async #answer(wake: RunningWake, frame: FirmwareFrame): Promise<string | undefined> {
    const request = JSON.parse(frame.text) as CallRequest;
    if (request.op !== "idle") {
      const answer = this.#perform(request, frame.payload);
      if (answer === "power-lost") return answer;
      this.#reply(wake, answer);
      return undefined;
    }
    const dueMs = request.dueMs === null ? undefined : this.#bootedAtMs + Number(request.dueMs);
    const occurrence = await this.#clock.next(dueMs, this.#bootedAtMs + WAKE_MS_MAX);
    if (occurrence.kind === "limit") return "watchdog";
    if (occurrence.kind === "nothing") return "hung";
    this.#reply(wake, {}, occurrence.kind === "event" ? occurrence.event : undefined);
    return undefined;
  }

  #perform(request: CallRequest, payload: Uint8Array): Answer | "power-lost" {
    try {
      const operation = this.#operations.get(request.op);
      if (!operation) throw new OperationError("link-unknown", `no part answers ${request.op}`);
      const answer = operation(request, payload);
      this.#clock.advance(answer.durationMs ?? 0);
      return answer;
    } catch (error) {
      if (error instanceof PowerLostError) return "power-lost";
      if (!(error instanceof OperationError)) throw error;
      const { kind, code, message } = error;
      return { body: { error: { kind, code, message } } };
    }
  }

  #reply(wake: RunningWake, answer: Answer, event?: BoardEvent): void {
    wake.link.send({
      text: JSON.stringify(event?.body ?? answer.body ?? {}),
      payload: event?.payload ?? answer.payload ?? new Uint8Array(0),
      target: event?.target ?? 0,
      monotonicMs: this.#clock.nowMs() - this.#bootedAtMs,
      wallMs: this.#options.epochMs + this.#clock.nowMs(),
    });
  }

  /** What the firmware runs on, known once it has booted. */
  get engine(): { xs: string; detector: string } {
    return { xs: this.#process.engineVersion, detector: this.#detector };
  }

  #boot(request: CallRequest): Answer {
    this.#detector = String(request.detector ?? "");
    const seed = seedFor(this.#options.seed, `wake-${this.#wakes}`);
    return { body: { cause: this.#cause, seed, clockSet: true } };
  }

  #takeReport(request: CallRequest): Answer {
    this.#reports.push(request.report as Readonly<Record<string, unknown>>);
    return {};
  }

  #takeSleep(request: CallRequest): Answer {
    const durationMs = Number(request.durationMs);
    if (!(durationMs > 0) || !Number.isFinite(durationMs))
      throw new OperationError("power-endless-sleep", "every sleep needs a duration", "RangeError");
    this.#sleepMs = durationMs;
    return {};
  }

  async #finish(wake: RunningWake, how: string | undefined): Promise<ProcessEnd> {
    if (how) wake.kill();
    const end = await wake.end;
    this.#clock.cancelAll();
    for (const part of this.#parts) part.reset();
    const said =
      end.how === "slept" && this.#sleepMs === undefined ? "left without sleeping" : end.said;
    const named = { ...end, how: how ?? end.how, said };
    await this.#process.ended(named);
    return named;
  }

  #record(cause: BootCause, startMs: number, end: ProcessEnd): WakeRecord {
    return {
      number: this.#wakes,
      cause,
      startMs,
      durationMs: this.#clock.nowMs() - startMs,
      how: end.how,
      said: end.said,
      reports: this.#reports,
      computrons: this.#lastFrame?.computrons ?? 0,
      slotBytesPeak: this.#lastFrame?.slotBytesPeak ?? 0,
      chunkBytesPeak: this.#lastFrame?.chunkBytesPeak ?? 0,
    };
  }

  /** A killed process is a loss of power; a crash or a watchdog is a reset that keeps RTC memory. */
  async #prepareNext(how: string): Promise<void> {
    if (how === "slept" && this.#sleepMs !== undefined) {
      this.#cause = "timer";
      await this.#clock.moveTo(this.#clock.nowMs() + this.#sleepMs);
      return;
    }
    const lostPower = how === "killed" || how === "power-lost";
    this.#cause = lostPower ? "power-on" : "reset";
    if (lostPower) this.#memory.losePower();
  }

  async close(): Promise<void> {
    await this.#process.close();
    for (const part of this.#parts) await part.close();
  }
}
