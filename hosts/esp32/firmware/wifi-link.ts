import type { Timers } from "../../../modules/host/clock.js";
import type { NetworkCode, WifiSettings } from "../../../modules/host/network.js";
import type { Station, StationState } from "../../../native/wifi/wifi.js";
import { addressesOf, bssidOf } from "./addresses.js";
import { type KnownAccessPoint, knownAccessPoint, rememberAccessPoint } from "./station-memory.js";

/** For an access point that was joined before: no scan, and it answers or is gone. */
export const FAST_JOIN_MS_MAX = 2_500;
/** For a scan of all channels, association and an address. */
export const JOIN_MS_MAX = 12_000;
const POLL_MS = 20;

/** Undefined where the network is joined. */
export type JoinOutcome = NetworkCode | undefined;

/**
 * Joins the network when somebody needs it, and once for all who ask meanwhile: first where it was
 * joined the last time, then wherever it is. A failed join is told and not repeated by itself.
 */
export class WifiLink {
  readonly #station: Station;
  readonly #timers: Timers;
  #wifi: WifiSettings | undefined;
  #waiting: ((outcome: JoinOutcome) => void)[] = [];

  constructor(station: Station, timers: Timers) {
    this.#station = station;
    this.#timers = timers;
  }

  get settings(): WifiSettings | undefined {
    return this.#wifi;
  }

  configure(wifi: WifiSettings): void {
    this.#wifi = wifi;
  }

  /** Calls back once, never from within. */
  join(callback: (outcome: JoinOutcome) => void): void {
    this.#waiting.push(callback);
    if (this.#waiting.length > 1) return;
    this.#timers.set(() => this.#begin(), 0);
  }

  /** Radio off. */
  leave(): void {
    this.#station.stop();
  }

  #begin(): void {
    const wifi = this.#wifi;
    if (this.#station.state() === "joined") this.#settle(undefined);
    else if (wifi === undefined || wifi.ssid === "") this.#settle("wifi-unset");
    else if (!this.#station.start()) this.#fail("network-unreachable");
    else this.#joinKnown(wifi);
  }

  #joinKnown(wifi: WifiSettings): void {
    const known = knownAccessPoint(this.#station, wifi.ssid) ?? givenAccessPoint(wifi);
    if (known === undefined) {
      this.#joinAny(wifi);
      return;
    }
    this.#attempt(wifi, known, FAST_JOIN_MS_MAX, () => {
      rememberAccessPoint(this.#station, wifi.ssid, undefined);
      this.#joinAny(wifi);
    });
  }

  #joinAny(wifi: WifiSettings): void {
    this.#attempt(wifi, undefined, JOIN_MS_MAX, (state) =>
      this.#fail(state === "refused" ? "wifi-refused" : "network-unreachable"),
    );
  }

  #attempt(
    wifi: WifiSettings,
    known: KnownAccessPoint | undefined,
    limitMs: number,
    onFailure: (state: StationState) => void,
  ): void {
    const begun = this.#station.join({
      ssid: wifi.ssid,
      password: wifi.password,
      bssid: known?.bssid,
      channel: known?.channel ?? 0,
      addresses: addressesOf(wifi),
    });
    if (!begun) {
      onFailure("lost");
      return;
    }
    const poll = (leftMs: number) => {
      const state = this.#station.state();
      if (state === "joined") this.#succeed(wifi);
      else if (state !== "joining" || leftMs <= 0) onFailure(state);
      else this.#timers.set(() => poll(leftMs - POLL_MS), POLL_MS);
    };
    poll(limitMs);
  }

  #succeed({ ssid }: WifiSettings): void {
    rememberAccessPoint(this.#station, ssid, this.#station.joined());
    this.#settle(undefined);
  }

  #fail(code: NetworkCode): void {
    this.#station.stop();
    this.#settle(code);
  }

  #settle(outcome: JoinOutcome): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const callback of waiting) callback(outcome);
  }
}

/** What a person has said of the access point, where that is enough to find it without a scan. */
function givenAccessPoint({ bssid, channel }: WifiSettings): KnownAccessPoint | undefined {
  const bytes = bssidOf(bssid);
  return bytes === undefined || channel === 0 ? undefined : { bssid: bytes, channel };
}
