import type { Timers } from "../../../modules/host/clock.js";
import type { Station } from "../../../native/wifi/wifi.js";
import type { NameLookup } from "./name-lookup.js";
import { SNTP_PACKET_BYTES, secondsFrom, sntpRequest } from "./sntp.js";
import { clockSetAtS, rememberClockSet } from "./station-memory.js";
import type { WifiLink } from "./wifi-link.js";

export interface NetworkClockOptions {
  readonly station: Station;
  readonly timers: Timers;
  readonly lookup: NameLookup;
  /** Milliseconds since 1970, as the chip's clock shows. */
  readonly wallMs: () => number;
  readonly random: () => number;
}

/** A clock that shows less was never set: the chip begins at 1970 when power comes. */
export const CLOCK_SET_SINCE_MS = Date.UTC(2025, 0, 1);
/** The oscillator that counts in deep sleep strays by some percent: an hour a day at worst. */
export const CLOCK_AGE_S_MAX = 6 * 3_600;
export const TIME_ANSWER_MS_MAX = 2_000;
const ATTEMPTS_MAX = 3;
const POLL_MS = 20;
const NTP_PORT = 123;

/**
 * Sets the chip's clock by a time server (SNTP, RFC 5905), where it was never set or may have
 * strayed. Nobody proves the time: who can forge packets can make old certificates look valid.
 */
export class NetworkClock {
  readonly #options: NetworkClockOptions;

  constructor(options: NetworkClockOptions) {
    this.#options = options;
  }

  /** True where the clock may be trusted; calls back once. */
  ensure(server: string, callback: (isSet: boolean) => void): void {
    const { wallMs, lookup } = this.#options;
    if (this.#isFresh()) {
      callback(true);
      return;
    }
    const settle = () => callback(wallMs() >= CLOCK_SET_SINCE_MS);
    lookup.find(server, (address) => {
      if (address === undefined) settle();
      else this.#ask(address, ATTEMPTS_MAX, settle);
    });
  }

  #isFresh(): boolean {
    const nowS = this.#options.wallMs() / 1_000;
    const ageS = nowS - clockSetAtS(this.#options.station);
    return nowS * 1_000 >= CLOCK_SET_SINCE_MS && ageS >= 0 && ageS < CLOCK_AGE_S_MAX;
  }

  #ask(address: string, attemptsLeft: number, settle: () => void): void {
    const { station, timers, random } = this.#options;
    const request = sntpRequest(random);
    const poll = (leftMs: number): void => {
      const seconds = this.#secondsAnswered(request);
      if (seconds === undefined && leftMs > 0) {
        timers.set(() => poll(leftMs - POLL_MS), POLL_MS);
        return;
      }
      station.forgetQuestion();
      if (seconds !== undefined) this.#set(seconds, settle);
      else if (attemptsLeft > 1) this.#ask(address, attemptsLeft - 1, settle);
      else settle();
    };
    // One that could not be sent is as if it were lost on the way.
    station.ask(address, NTP_PORT, request);
    timers.set(() => poll(TIME_ANSWER_MS_MAX), POLL_MS);
  }

  /** Of the packets that have come, the first that answers the request. */
  #secondsAnswered(request: ArrayBuffer): number | undefined {
    const { station } = this.#options;
    for (let packet = station.answer(); packet !== undefined; packet = station.answer()) {
      const seconds =
        packet.byteLength < SNTP_PACKET_BYTES ? undefined : secondsFrom(packet, request);
      if (seconds !== undefined) return seconds;
    }
    return undefined;
  }

  #set(seconds: number, settle: () => void): void {
    const { station } = this.#options;
    station.setClock(seconds);
    rememberClockSet(station, seconds);
    settle();
  }
}

/** For who wants the time and no connection; calls back once, whether the clock is set. */
export function joinForTime(
  link: WifiLink,
  clock: NetworkClock,
  callback: (isSet: boolean) => void,
): void {
  link.join((code) => {
    if (code === undefined) clock.ensure(link.settings?.timeServer ?? "", callback);
    else callback(false);
  });
}
