import type { BoardClock } from "./clock.js";
import { PowerLostError } from "./flash/power-cut.js";
import {
  type Answer,
  type CallRequest,
  type Operation,
  OperationError,
  type Part,
} from "./part.js";

/** Every operation of every part by its name, and what a call of one costs. */
export class OperationTable {
  readonly #clock: BoardClock;
  readonly #operations = new Map<string, Operation>();

  constructor(clock: BoardClock, parts: readonly Pick<Part, "operations">[]) {
    this.#clock = clock;
    for (const { operations } of parts) {
      for (const [name, operation] of Object.entries(operations)) this.#add(name, operation);
    }
  }

  #add(name: string, operation: Operation): void {
    if (this.#operations.has(name)) throw new Error(`two parts answer ${name}`);
    this.#operations.set(name, operation);
  }

  /** The answer, a refusal for the firmware to throw, or the end of all power. */
  perform(request: CallRequest, payload: Uint8Array): Answer | "power-lost" {
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
}
