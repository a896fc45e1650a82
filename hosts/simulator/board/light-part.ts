import {
  type Answer,
  type CallRequest,
  type Operation,
  OperationError,
  type Part,
  type Scheduler,
} from "./part.js";

export type LightName = "indicator" | "flash";

const LIGHT_NAMES: readonly LightName[] = ["indicator", "flash"];

/** A light has begun to shine, or ended. */
export interface LightChange {
  readonly light: LightName;
  readonly lit: boolean;
  /** Virtual, since the board first had power. */
  readonly atMs: number;
}

export interface LightPartOptions {
  readonly scheduler: Scheduler;
  readonly onChange?: (change: LightChange) => void;
}

/** The lights of the virtual board. What the firmware leaves lit goes dark with its machine. */
export class LightPart implements Part {
  readonly operations: Readonly<Record<string, Operation>> = {
    "light.write": (request) => this.#write(request),
  };
  readonly #options: LightPartOptions;
  readonly #lit = new Set<LightName>();

  constructor(options: LightPartOptions) {
    this.#options = options;
  }

  isLit(light: LightName): boolean {
    return this.#lit.has(light);
  }

  reset(): void {
    for (const light of [...this.#lit]) this.#turn(light, false);
  }

  close(): void {}

  #write({ light, value }: CallRequest): Answer {
    const name = LIGHT_NAMES.find((known) => known === light);
    if (name === undefined || (value !== 0 && value !== 1)) {
      throw new OperationError("request-invalid", "no such light, or neither 0 nor 1", "TypeError");
    }
    if (this.isLit(name) !== (value === 1)) this.#turn(name, value === 1);
    return {};
  }

  #turn(light: LightName, lit: boolean): void {
    if (lit) this.#lit.add(light);
    else this.#lit.delete(light);
    this.#options.onChange?.({ light, lit, atMs: this.#options.scheduler.nowMs() });
  }
}
