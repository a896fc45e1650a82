import TCP from "embedded:io/socket/tcp";
import UDP from "embedded:io/socket/udp";
import SDKHTTPClient from "embedded:network/http/client";
import Timer from "timer";
import type { Timers } from "../../../modules/host/clock.js";
import type { Network, WifiSettings } from "../../../modules/host/network.js";
import { TLSSocket } from "../../../native/tls/tls.js";
import { station } from "../../../native/wifi/wifi.js";
import { HTTPClient } from "./http-client.js";
import { NameLookup } from "./name-lookup.js";
import { NetworkClock, type NetworkClockOptions } from "./network-clock.js";
import { Resolver } from "./resolver.js";
import { WifiLink } from "./wifi-link.js";

/** The network of an ESP32: the SDK's HTTP client and sockets over Wi-Fi, native/tls between them. */
export interface BoardNetwork extends Network {
  /** Radio off, before sleep. */
  leave(): void;
}

export function openNetwork(): BoardNetwork {
  const link = new WifiLink(station, timers);
  const lookup = new NameLookup(station, timers);
  const clock = new NetworkClock({
    station,
    timers,
    lookup,
    // The SDK's types leave out that a UDP socket can be closed.
    UDP: { io: UDP as unknown as NetworkClockOptions["UDP"]["io"] },
    wallMs: () => Date.now(),
    random: () => Math.random(),
  });
  const plain = { io: TCP };
  const secure = { io: TLSSocket, TCP: plain, timers };
  const client = { io: HTTPClient, HTTP: { io: SDKHTTPClient } };
  return {
    http: { client: { ...client, socket: plain, dns: { io: Resolver, link, lookup } } },
    https: { client: { ...client, socket: secure, dns: { io: Resolver, link, lookup, clock } } },
    configure: (wifi: WifiSettings) => link.configure(wifi),
    leave: () => link.leave(),
  };
}

const timers: Timers = Object.freeze({
  set: (callback: () => void, delayMs: number) => Timer.set(callback, delayMs),
  clear: (id: object) => Timer.clear(id as ReturnType<typeof Timer.set>),
});
