import type { AccessPoint, Station, StationState } from "../../native/wifi/wifi.js";
import { STATION_MEMORY_BYTES } from "../../native/wifi/wifi.js";
import type { FakeTime } from "./fake-time.js";

/** How an attempt to join goes. */
export interface Attempt {
  readonly ends: StationState;
  readonly afterMs: number;
}

/** What comes back to a packet, in order. */
export type Answer = (packet: DataView) => readonly ArrayBuffer[];

const ANSWER_MS = 30;

/** A radio in the reach of access points that the test describes. */
export class FakeStation implements Station {
  readonly #time: FakeTime;
  readonly joins: AccessPoint[] = [];
  readonly lookups: string[] = [];
  /** For the next attempts, in order; never an end where there is none. */
  attempts: Attempt[] = [];
  addresses: Record<string, string> = {};
  /** To the next questions, in order; silence where there is none. */
  answers: Answer[] = [];
  /** Address, port, length and first byte of every packet that was sent. */
  readonly asked: string[] = [];
  isAsking = false;
  startable = true;
  joinable = true;
  stops = 0;
  clockS: number | undefined;
  #state: StationState = "off";
  #memory = new ArrayBuffer(STATION_MEMORY_BYTES);
  #attempt: object | undefined;
  #packets: ArrayBuffer[] = [];

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

  ask(address: string, port: number, packet: ArrayBuffer): boolean {
    const view = new DataView(packet);
    this.asked.push(`${address}:${port} ${packet.byteLength} ${view.getUint8(0)}`);
    this.isAsking = true;
    const packets: ArrayBuffer[] = [];
    this.#packets = packets;
    const answers = this.answers.shift()?.(view) ?? [];
    this.#time.set(() => packets.push(...answers), ANSWER_MS);
    return true;
  }

  answer(): ArrayBuffer | undefined {
    return this.#packets.shift();
  }

  forgetQuestion(): void {
    this.isAsking = false;
    this.#packets = [];
  }
}
