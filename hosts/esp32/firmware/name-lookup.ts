import type { Timers } from "../../../modules/host/clock.js";
import { isIpv4 } from "../../../modules/text/forms.js";
import type { Station } from "../../../native/wifi/wifi.js";

export const LOOKUP_MS_MAX = 10_000;
const POLL_MS = 20;

/** Finds addresses of names, one after the other. */
export class NameLookup {
  readonly #station: Station;
  readonly #timers: Timers;
  readonly #queue: { name: string; callback: (address: string | undefined) => void }[] = [];

  constructor(station: Station, timers: Timers) {
    this.#station = station;
    this.#timers = timers;
  }

  /** Calls back once, never from within; undefined where the name has no address. */
  find(name: string, callback: (address: string | undefined) => void): void {
    this.#queue.push({ name, callback });
    if (this.#queue.length === 1) this.#timers.set(() => this.#begin(), 0);
  }

  #begin(): void {
    const { name = "" } = this.#queue[0] ?? {};
    if (isIpv4(name)) {
      this.#settle(name);
      return;
    }
    this.#station.lookUp(name);
    this.#poll(LOOKUP_MS_MAX);
  }

  #poll(leftMs: number): void {
    const address = this.#station.lookedUp();
    if (address !== undefined) this.#settle(address === "" ? undefined : address);
    else if (leftMs <= 0) this.#settle(undefined);
    else this.#timers.set(() => this.#poll(leftMs - POLL_MS), POLL_MS);
  }

  #settle(address: string | undefined): void {
    this.#queue.shift()?.callback(address);
    if (this.#queue.length > 0) this.#timers.set(() => this.#begin(), 0);
  }
}
