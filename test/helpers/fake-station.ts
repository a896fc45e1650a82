import type { AccessPoint, Station, StationState } from "../../native/wifi/wifi.js";
import { STATION_MEMORY_BYTES } from "../../native/wifi/wifi.js";
import type { FakeTime } from "./fake-time.js";

/** How an attempt to join goes. */
export interface Attempt {
  readonly ends: StationState;
  readonly afterMs: number;
}

/** A radio in the reach of access points that the test describes. */
export class FakeStation implements Station {
  readonly #time: FakeTime;
  readonly joins: AccessPoint[] = [];
  readonly lookups: string[] = [];
  /** For the next attempts, in order; never an end where there is none. */
  attempts: Attempt[] = [];
  addresses: Record<string, string> = {};
  startable = true;
  joinable = true;
  stops = 0;
  clockS: number | undefined;
  #state: StationState = "off";
  #memory = new ArrayBuffer(STATION_MEMORY_BYTES);
  #attempt: object | undefined;

  constructor(time: FakeTime) {
    this.#time = time;
  }

  start(): boolean {
    if (this.startable && this.#state === "off") this.#state = "idle";
    return this.startable;
  }

  join(accessPoint: AccessPoint): boolean {
    if (this.#state === "off") throw new Error("the radio is off");
    this.joins.push(accessPoint);
    if (!this.joinable) return false;
    const attempt = this.attempts.shift();
    this.#state = "joining";
    this.#attempt = attempt;
    if (attempt !== undefined) {
      this.#time.set(() => {
        if (this.#attempt === attempt) this.#state = attempt.ends;
      }, attempt.afterMs);
    }
    return true;
  }

  state(): StationState {
    return this.#state;
  }

  joined(): ArrayBuffer | undefined {
    return this.#state === "joined" ? Uint8Array.of(1, 2, 3, 4, 5, 6, 11).buffer : undefined;
  }

  stop(): void {
    this.stops += 1;
    this.#attempt = undefined;
    this.#state = "off";
  }

  recall(): ArrayBuffer {
    return this.#memory.slice(0);
  }

  remember(bytes: ArrayBuffer): void {
    if (bytes.byteLength !== STATION_MEMORY_BYTES) throw new RangeError("not the memory's length");
    this.#memory = bytes.slice(0);
  }

  setClock(seconds: number): void {
    this.clockS = seconds;
    this.#time.setWall(seconds * 1_000);
  }

  lookUp(name: string): void {
    this.lookups.push(name);
  }

  /** A name that no one knows stays a question. */
  lookedUp(): string | undefined {
    return this.addresses[this.lookups.at(-1) ?? ""];
  }
}
