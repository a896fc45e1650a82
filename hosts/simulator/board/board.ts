import { workMs } from "./chip-timing.js";
import type { BoardClock } from "./clock.js";
import type { Firmware, FirmwareEnd, RunningWake } from "./firmware.js";
import { nextFrame, requestOf } from "./firmware-request.js";
import { type FirmwareFrame, heapBytesOf, LinkError } from "./link.js";
import { OperationTable } from "./operation-table.js";
import type { Answer, BoardEvent, CallRequest, Part } from "./part.js";
import { type BootCause, PowerPart, type PowerPartOptions } from "./power-part.js";
import { type Interruption, type Limit, limitOf, type WakeRecord } from "./wake-record.js";

export interface BoardOptions {
  /** Becomes the board's, which closes it. */
  readonly firmware: Firmware;
  readonly seed: number;
  readonly clock: BoardClock;
  readonly parts: readonly Part[];
  /** Wall clock at first power, milliseconds since 1970. */
  readonly epochMs: number;
  /** Time from reset to the first line of script. */
  readonly bootMs: number;
  readonly power?: Omit<PowerPartOptions, "seed" | "scheduler">;
  readonly onStart?: (pid: number) => void;
  /** Whether the cells sag too far under what is on now; asked after each of the firmware's calls. */
  readonly isBrownedOut?: (() => boolean) | undefined;
}

/** The virtual board: for each wake a firmware of its own, its calls answered by the parts. */
export class Board {
  readonly #options: BoardOptions;
  readonly #clock: BoardClock;
  readonly #power: PowerPart;
  readonly #parts: readonly Part[];
  readonly #operations: OperationTable;
  #wakes = 0;
  #bootedAtMs = 0;
  #reports: Readonly<Record<string, unknown>>[] = [];
  #lastFrame: FirmwareFrame | undefined;
  #heapIdleBytes = 0;
  #interruption: Interruption | undefined;
  #limit: Limit = limitOf(undefined, 0);
  #requests = 0;

  constructor(options: BoardOptions) {
    this.#options = options;
    this.#clock = options.clock;
    this.#power = new PowerPart({
      ...options.power,
      seed: options.seed,
      scheduler: options.clock,
    });
    this.#parts = [this.#power, ...options.parts];
    const report = { report: (request: CallRequest) => this.#takeReport(request) };
    this.#operations = new OperationTable(this.#clock, [...this.#parts, { operations: report }]);
  }

  /** What the firmware runs on, known once it has booted. */
  get engine(): { xs: string; detector: string } {
    return { xs: this.#options.firmware.engineVersion, detector: this.#power.detector };
  }

  /** Ends the next wake so, if it does not end before. */
  interruptNext(interruption: Interruption): void {
    this.#interruption = interruption;
  }

  /** From the board's reset to its sleep or its end; then virtual time goes on to the next wake. */
  async runWake(): Promise<WakeRecord> {
    const { cause } = this.#power;
    const startMs = this.#clock.nowMs();
    this.#wakes += 1;
    this.#power.wake();
    this.#reports = [];
    this.#lastFrame = undefined;
    this.#bootedAtMs = startMs;
    this.#limit = limitOf(this.#interruption, startMs);
    this.#interruption = undefined;
    this.#requests = 0;
    await this.#clock.moveTo(startMs + this.#options.bootMs);
    const wake = await this.#options.firmware.start();
    if (wake.pid !== undefined) this.#options.onStart?.(wake.pid);
    const end = await this.#finish(wake, await this.#serve(wake));
    const record = this.#record(cause, startMs, end);
    await this.#goOn(end.how);
    return record;
  }

  /** Answers until the firmware ends; a name where the board ended it. */
  async #serve(wake: RunningWake): Promise<string | undefined> {
    try {
      return await this.#serveFrames(wake);
    } catch (error) {
      if (error instanceof LinkError) return "link-broken";
      throw error;
    }
  }

  async #serveFrames(wake: RunningWake): Promise<string | undefined> {
    const ended = wake.end.then(() => "ended" as const);
    for (;;) {
      const next = await Promise.race([nextFrame(wake), ended]);
      if (next === "ended") return undefined;
      if (next === "silent") return "hung";
      if (this.#lastFrame === undefined) this.#heapIdleBytes = heapBytesOf(next);
      this.#lastFrame = next;
      this.#clock.advance(workMs(next));
      const verdict = await Promise.race([this.#answer(wake, next), ended]);
      if (verdict === "ended") return undefined;
      if (verdict) return verdict;
    }
  }

  async #answer(wake: RunningWake, frame: FirmwareFrame): Promise<string | undefined> {
    const request = requestOf(frame);
    if (this.#requests++ === this.#limit.atRequest) return this.#limit.how;
    if (request.op === "idle") return this.#answerIdle(wake, request);
    const answer = this.#operations.perform(request, frame.payload);
    if (answer === "power-lost") return answer;
    if (this.#options.isBrownedOut?.()) return "brown-out";
    if (this.#clock.nowMs() >= this.#limit.atMs) return this.#limit.how;
    this.#reply(wake, answer);
    return undefined;
  }

  async #answerIdle(wake: RunningWake, request: CallRequest): Promise<string | undefined> {
    const dueMs = request.dueMs === null ? undefined : this.#bootedAtMs + Number(request.dueMs);
    const occurrence = await this.#clock.next(dueMs, this.#limit.atMs);
    if (this.#options.isBrownedOut?.()) return "brown-out";
    if (occurrence.kind === "limit") return this.#limit.how;
    if (occurrence.kind === "nothing") return "hung";
    this.#reply(wake, {}, occurrence.kind === "event" ? occurrence.event : undefined);
    return undefined;
  }

  #reply(wake: RunningWake, answer: Answer, event?: BoardEvent): void {
    wake.link.send({
      text: JSON.stringify(event?.body ?? answer.body ?? {}),
      payload: event?.payload ?? answer.payload ?? new Uint8Array(0),
      target: event?.target ?? 0,
      monotonicMs: this.#clock.nowMs() - this.#bootedAtMs,
      wallMs: this.#options.epochMs + this.#clock.nowMs() - this.#power.clockLagMs,
    });
  }

  #takeReport(request: CallRequest): Answer {
    this.#reports.push(request.report as Readonly<Record<string, unknown>>);
    return {};
  }

  async #finish(wake: RunningWake, how: string | undefined): Promise<FirmwareEnd> {
    if (how) wake.kill();
    const end = await wake.end;
    this.#clock.cancelAll();
    for (const part of this.#parts) part.reset();
    const named = { ...end, how: how ?? this.#nameOf(end) };
    await this.#options.firmware.ended(named);
    return named;
  }

  /** Where only the link is seen, what was said last over it tells. */
  #nameOf({ how }: FirmwareEnd): string {
    return how === "disconnected" && this.#power.sleepMs !== undefined ? "slept" : how;
  }

  #record(cause: BootCause, startMs: number, end: FirmwareEnd): WakeRecord {
    return {
      number: this.#wakes,
      cause,
      startMs,
      durationMs: this.#clock.nowMs() - startMs,
      how: end.how,
      said: end.said,
      reports: this.#reports,
      requests: this.#requests,
      computrons: this.#lastFrame?.computrons ?? 0,
      heapIdleBytes: this.#lastFrame ? this.#heapIdleBytes : 0,
      slotBytesPeak: this.#lastFrame?.slotBytesPeak ?? 0,
      chunkBytesPeak: this.#lastFrame?.chunkBytesPeak ?? 0,
    };
  }

  /** A killed process is a loss of power; a crash or a watchdog is a reset that keeps RTC memory. */
  async #goOn(how: string): Promise<void> {
    const { sleepMs } = this.#power;
    if (how === "slept" && sleepMs !== undefined) {
      await this.#clock.moveTo(this.#clock.nowMs() + this.#power.sleepThrough(sleepMs));
    } else if (how === "killed" || how === "power-lost" || how === "brown-out") {
      this.#power.losePower(how === "brown-out" ? "reset" : "power-on");
    } else {
      this.#power.restart();
    }
  }

  async close(): Promise<void> {
    await this.#options.firmware.close();
    for (const part of this.#parts) await part.close();
  }
}
