import type { Readable } from "node:stream";
import type { Link } from "./link.js";

/** Exit codes of the firmware's process, as in hosts/simulator/native/simulator.h and docs/SPEC.md. */
const EXIT_CODES: Readonly<Record<number, string>> = {
  0: "slept",
  10: "uncaught-exception",
  11: "unhandled-rejection",
  12: "out-of-memory",
  13: "stack-overflow",
  14: "computron-limit",
  15: "out-of-keys",
  16: "link-broken",
  17: "module-error",
  18: "usage",
  19: "stripped-builtin",
};

export function nameOfExit(code: number): string {
  return EXIT_CODES[code] ?? `exit-${code}`;
}

/** How a wake of the firmware ended, as far as its process or its connection tells. */
export interface FirmwareEnd {
  /** Out of EXIT_CODES, `killed` by a signal, or `disconnected` where only the link is seen. */
  readonly how: string;
  readonly signal?: number;
  /** What it wrote to its standard error, bounded. */
  readonly said: string;
}

export interface RunningWake {
  /** Undefined where the firmware's process is not the board's. */
  readonly pid: number | undefined;
  readonly link: Link;
  readonly end: Promise<FirmwareEnd>;
  /** Ends it at once, as a watchdog or a loss of power would. */
  kill(): void;
}

/** Where a board's firmware comes from, wake by wake. */
export interface Firmware {
  /** Of XS; empty until the first wake. */
  readonly engineVersion: string;
  /** Starts one wake; resolves when it runs. Throws FirmwareStartError, which says what to do. */
  start(): Promise<RunningWake>;
  /** Must be told how a wake ended before the next one starts. */
  ended(end: FirmwareEnd): Promise<void>;
  close(): Promise<void>;
}

export class FirmwareStartError extends Error {}

const SAID_BYTES_MAX = 4096;

/** The end of what a process has written to its standard error. */
export class LastWords {
  #said = "";

  hear(stream: Readable | null): void {
    stream?.on("data", (chunk: Buffer) => this.add(chunk.toString("utf8")));
  }

  add(text: string): void {
    this.#said = (this.#said + text).slice(-SAID_BYTES_MAX);
  }

  forget(): void {
    this.#said = "";
  }

  get text(): string {
    return this.#said.trim();
  }
}
