import type { Firmware, FirmwareEnd, RunningWake } from "./firmware.js";
import { Supervisor, type SupervisorOptions } from "./supervisor.js";
import { Worker, type WorkerCommand } from "./worker.js";

const HEAP_BYTES_MAX = 4 * 1024 * 1024;
const COMPUTRONS_MAX = 200_000_000;
/** How a wake ends that its worker left without an answer: the next gets another one. */
const BROKEN_OFF = "link-broken";

export type FirmwareProcessOptions = Omit<
  SupervisorOptions,
  "heapBytesMax" | "computronsMax" | "workerSocket"
> &
  Partial<SupervisorOptions> & {
    /** Of a program that needs one; started with the first wake. */
    readonly worker?: WorkerCommand | undefined;
  };

/**
 * The supervisor and, per wake, the process that it forks. A wake that ends other than by sleeping
 * may leave half a frame in the pipes, so it takes the supervisor with it and the next wake gets a
 * new one.
 */
export class FirmwareProcess implements Firmware {
  readonly #options: SupervisorOptions;
  readonly #workerCommand: WorkerCommand | undefined;
  #worker: Worker | undefined;
  #supervisor: Supervisor | undefined;
  #engineVersion = "";

  constructor({ worker, ...options }: FirmwareProcessOptions) {
    this.#workerCommand = worker;
    this.#options = {
      heapBytesMax: HEAP_BYTES_MAX,
      computronsMax: COMPUTRONS_MAX,
      workerSecondsMax: worker?.secondsMax,
      ...options,
    };
  }

  async start(): Promise<RunningWake> {
    // One that died while the board slept takes nothing with it: there was no firmware.
    if (this.#supervisor?.gone) this.#supervisor = undefined;
    if (this.#worker?.gone) await this.close();
    if (this.#workerCommand) this.#worker ??= await Worker.start(this.#workerCommand);
    const workerSocket = this.#worker?.socketPath;
    this.#supervisor ??= await Supervisor.start({ ...this.#options, workerSocket });
    this.#engineVersion = this.#supervisor.version;
    return this.#supervisor.wake();
  }

  get engineVersion(): string {
    return this.#engineVersion;
  }

  async ended(end: FirmwareEnd): Promise<void> {
    if (end.how === BROKEN_OFF) await this.close();
    else if (end.how !== "slept") await this.#closeSupervisor();
  }

  async close(): Promise<void> {
    await this.#closeSupervisor();
    this.#worker?.close();
    this.#worker = undefined;
  }

  async #closeSupervisor(): Promise<void> {
    await this.#supervisor?.close();
    this.#supervisor = undefined;
  }
}
