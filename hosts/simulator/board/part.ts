/**
 * One part of the virtual board (flash, camera, radio, ...): it answers the firmware's calls and
 * may post events. A part never sees a clock of its own; the scheduler is its only source of time.
 */
export interface Part {
  /** Operations by name (`flash.read`), as listed in docs/SPEC.md, "The link". */
  readonly operations: Readonly<Record<string, Operation>>;
  /** The firmware's machine is gone (sleep, crash, loss of power): drop what belonged to it. */
  reset(): void;
  /** The run is over: give back files, sockets and processes. */
  close(): void | Promise<void>;
}

/** Answers one call while the firmware waits. Throws `OperationError` for what the world does. */
export type Operation = (request: CallRequest, payload: Uint8Array) => Answer;

export interface CallRequest {
  readonly op: string;
  readonly [field: string]: unknown;
}

export interface Answer {
  /** Fields of the reply. */
  readonly body?: Readonly<Record<string, unknown>>;
  readonly payload?: Uint8Array;
  /** Virtual time that the operation took; the clock is moved on by it. Default 0. */
  readonly durationMs?: number;
}

/** A failure that the firmware sees as a thrown error with this `code`. */
export class OperationError extends Error {
  readonly code: string;
  /** The class of error that the standard asks for. */
  readonly kind: "Error" | "RangeError" | "TypeError";

  constructor(code: string, message: string, kind: OperationError["kind"] = "Error") {
    super(message);
    this.code = code;
    this.kind = kind;
  }
}

/** Something that reaches the firmware between its calls. */
export interface BoardEvent {
  /** The number that the firmware's `listen` gave to its listener. */
  readonly target: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly payload?: Uint8Array;
}

export interface Scheduler {
  /** Virtual milliseconds since the board first had power. */
  nowMs(): number;
  /**
   * Runs `act` when virtual time has come to `delayMs` from now and the firmware is idle; what it
   * returns is delivered. Everything pending is cancelled when the firmware's machine is gone.
   */
  after(delayMs: number, act: () => BoardEvent | undefined): Cancel;
  /** A real operation is in flight: virtual time stands still until the hold is released. */
  hold(name: string): Hold;
}

export type Cancel = () => void;

export interface Hold {
  /** May be called more than once. */
  release(): void;
}
