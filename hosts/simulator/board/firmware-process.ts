import {
  type FirmwareProcessOptions,
  type ProcessEnd,
  type RunningWake,
  Supervisor,
} from "./supervisor.js";

/**
 * The supervisor and, per wake, the process that it forks. A wake that ends other than by sleeping
 * may leave half a frame in the pipes, so it takes the supervisor with it and the next wake gets a
 * new one.
 */
export class FirmwareProcess {
  readonly #options: FirmwareProcessOptions;
  #supervisor: Supervisor | undefined;
  #engineVersion = "";

  constructor(options: FirmwareProcessOptions) {
    this.#options = options;
  }

  /** Starts one wake; resolves when its process runs. */
  async start(): Promise<RunningWake> {
    // One that died while the board slept takes nothing with it: there was no firmware.
    if (this.#supervisor?.gone) this.#supervisor = undefined;
    this.#supervisor ??= await Supervisor.start(this.#options);
    this.#engineVersion = this.#supervisor.version;
    return this.#supervisor.wake();
  }

  /** Of XS; empty until the first wake. */
  get engineVersion(): string {
    return this.#engineVersion;
  }

  /** Must be told how a wake ended before the next one starts. */
  async ended(end: ProcessEnd): Promise<void> {
    if (end.how !== "slept") await this.close();
  }

  async close(): Promise<void> {
    await this.#supervisor?.close();
    this.#supervisor = undefined;
  }
}
