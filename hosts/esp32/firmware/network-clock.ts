import type { Timers } from "../../../modules/host/clock.js";
import type { Station } from "../../../native/wifi/wifi.js";
import type { NameLookup } from "./name-lookup.js";
import { SNTP_PACKET_BYTES, secondsFrom, sntpRequest } from "./sntp.js";
import { clockSetAtS, rememberClockSet } from "./station-memory.js";

/** What is needed of an ECMA-419 UDP socket (12). */
export interface UDPSocket {
  read(): ArrayBuffer | undefined;
  write(bytes: ArrayBuffer, address: string, port: number): void;
  close(): void;
}

export interface UDPSocketOptions {
  readonly onReadable: (packets: number) => void;
  readonly onError?: () => void;
}

export interface NetworkClockOptions {
  readonly station: Station;
  readonly timers: Timers;
  readonly lookup: NameLookup;
  readonly UDP: { readonly io: new (options: UDPSocketOptions) => UDPSocket };
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
    const { UDP, timers, random } = this.#options;
    const request = sntpRequest(random);
    let over = false;
    const end = (then: () => void) => {
      if (over) return;
      over = true;
      timers.clear(limit);
      socket.close();
      then();
    };
    const again = () =>
      attemptsLeft > 1 ? this.#ask(address, attemptsLeft - 1, settle) : settle();
    const limit = timers.set(() => end(again), TIME_ANSWER_MS_MAX);
    const socket = new UDP.io({
      onReadable: (packets) => {
        for (let left = packets; left > 0 && !over; left--) {
          const seconds = this.#secondsIn(socket.read(), request);
          if (seconds !== undefined) end(() => this.#set(seconds, settle));
        }
      },
      onError: () => end(again),
    });
    try {
      socket.write(request, address, NTP_PORT);
    } catch {
      // As if it were lost on the way: the limit tells.
    }
  }

  #secondsIn(packet: ArrayBuffer | undefined, request: ArrayBuffer): number | undefined {
    if (packet === undefined || packet.byteLength < SNTP_PACKET_BYTES) return undefined;
    return secondsFrom(packet, request);
  }

  #set(seconds: number, settle: () => void): void {
    const { station } = this.#options;
    station.setClock(seconds);
    rememberClockSet(station, seconds);
    settle();
  }
}
