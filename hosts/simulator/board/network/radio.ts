import type { NetworkCode } from "../../../../modules/host/network.js";
import type { Scheduler } from "../part.js";
import type { NetworkFaults } from "./network-faults.js";
import type { NetworkTiming } from "./network-timing.js";

/** One request, once nothing more can happen to it. */
export interface RequestRecord {
  /** Number in the run, from 0, as fault injection counts it. */
  readonly index: number;
  readonly host: string;
  /** Head and body as written to TLS (or TCP), chunk framing included. */
  readonly bytesSent: number;
  /** Body alone. */
  readonly bytesReceived: number;
  /** Of the reply, where one came. */
  readonly status: number | undefined;
  /** Why it failed; undefined where it was answered whole. */
  readonly code: NetworkCode | "cancelled" | undefined;
}

export interface NetworkTotals {
  readonly socketsOpened: number;
  readonly requests: number;
  readonly answered: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly bytesSent: number;
  readonly bytesReceived: number;
}

export interface RadioOptions {
  readonly scheduler: Scheduler;
  readonly timing: NetworkTiming;
  readonly faults: NetworkFaults;
  readonly holdWallMsMax: number;
  readonly onRequestEnd?: ((record: RequestRecord) => void) | undefined;
  /** Told when the radio is started, and when it is off. */
  readonly onPower?: ((on: boolean) => void) | undefined;
}

/** What all connections of the board share: the air, the clock, the counters. */
export class Radio {
  readonly scheduler: Scheduler;
  readonly timing: NetworkTiming;
  readonly faults: NetworkFaults;
  readonly #holdWallMsMax: number;
  readonly #onRequestEnd: ((record: RequestRecord) => void) | undefined;
  readonly #onPower: ((on: boolean) => void) | undefined;
  /** The firmware keeps channel and BSSID once it has joined; only the first join scans. */
  #knowsAccessPoint = false;
  /** When this wake's join is or was complete. */
  #joinedAtMs: number | undefined;
  #requestIndex = 0;
  #turns: Promise<unknown> = Promise.resolve();
  #totals: NetworkTotals = {
    socketsOpened: 0,
    requests: 0,
    answered: 0,
    failed: 0,
    cancelled: 0,
    bytesSent: 0,
    bytesReceived: 0,
  };

  constructor(options: RadioOptions) {
    this.scheduler = options.scheduler;
    this.timing = options.timing;
    this.faults = options.faults;
    this.#holdWallMsMax = options.holdWallMsMax;
    this.#onRequestEnd = options.onRequestEnd;
    this.#onPower = options.onPower;
  }

  get totals(): NetworkTotals {
    return this.#totals;
  }

  /** Milliseconds until the radio is joined, which this begins where it was not. */
  joinMs(): number {
    const nowMs = this.scheduler.nowMs();
    if (this.#joinedAtMs === undefined) {
      this.#onPower?.(true);
      this.#joinedAtMs = nowMs + this.#joinCostMs();
    }
    return Math.max(0, this.#joinedAtMs - nowMs);
  }

  /** Radio off: the next wake joins anew. */
  leave(): void {
    if (this.#joinedAtMs !== undefined) this.#onPower?.(false);
    this.#joinedAtMs = undefined;
  }

  nextRequestIndex(): number {
    return this.#requestIndex++;
  }

  countSocket(): void {
    this.#totals = { ...this.#totals, socketsOpened: this.#totals.socketsOpened + 1 };
  }

  countRequest(record: RequestRecord): void {
    const fate =
      record.code === undefined ? "answered" : record.code === "cancelled" ? "cancelled" : "failed";
    const totals = this.#totals;
    this.#totals = {
      ...totals,
      requests: totals.requests + 1,
      [fate]: totals[fate] + 1,
      bytesSent: totals.bytesSent + record.bytesSent,
      bytesReceived: totals.bytesReceived + record.bytesReceived,
    };
    this.#onRequestEnd?.(record);
  }

  /**
   * Does real work while virtual time stands still; "silent" where it exceeds the wall-clock bound.
   * One at a time: the order in which real sockets become ready must not order virtual events.
   */
  takeTurn<Outcome>(work: () => Promise<Outcome>): Promise<Outcome | "silent"> {
    const turn = this.#turns.then(() => within(work(), this.#holdWallMsMax));
    // One that fails is its asker's to tell, and holds up none that follow.
    this.#turns = turn.catch(() => {});
    return turn;
  }

  #joinCostMs(): number {
    const { wifiScanAllMs, wifiScanOneMs, wifiAssociateMs, dhcpMs } = this.timing;
    if (this.#knowsAccessPoint) return wifiScanOneMs + wifiAssociateMs;
    this.#knowsAccessPoint = true;
    return wifiScanAllMs + wifiAssociateMs + dhcpMs;
  }
}

/** The wall clock guards against a world that says nothing; virtual time never reads it. */
function within<Outcome>(work: Promise<Outcome>, wallMsMax: number): Promise<Outcome | "silent"> {
  return new Promise((resolve, reject) => {
    const guard = setTimeout(() => resolve("silent"), wallMsMax);
    work.then(resolve, reject).finally(() => clearTimeout(guard));
  });
}
