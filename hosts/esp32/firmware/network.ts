import TCP from "embedded:io/socket/tcp";
import SDKHTTPClient from "embedded:network/http/client";
import SDKWebSocketClient from "embedded:network/websocket/client";
import type { Host } from "../../../modules/host/host.js";
import type { Network, WifiSettings } from "../../../modules/host/network.js";
import { TLSSocket } from "../../../native/tls/tls.js";
import { station } from "../../../native/wifi/wifi.js";
import { HTTPClient } from "./http-client.js";
import { NameLookup } from "./name-lookup.js";
import { joinForTime, NetworkClock } from "./network-clock.js";
import { Resolver } from "./resolver.js";
import { acceptOf } from "./upgrade-accept.js";
import { WebSocketClient } from "./web-socket-client.js";
import { WifiLink } from "./wifi-link.js";

/** The network of an ESP32: the SDK's HTTP and WebSocket clients over Wi-Fi, native/tls below. */
export interface BoardNetwork extends Network {
  /** Radio off, before sleep. */
  leave(): void;
}

type Parts = Pick<Host, "clock" | "timers" | "random">;

export function openNetwork({ clock: chipClock, timers, random }: Parts): BoardNetwork {
  const link = new WifiLink(station, timers);
  const lookup = new NameLookup(station, timers);
  const clock = new NetworkClock({
    station,
    timers,
    lookup,
    wallMs: () => chipClock.wallMs(),
    random: () => random.next(),
  });
  const plain = { io: TCP };
  const secure = { io: TLSSocket, TCP: plain, timers };
  const client = { io: HTTPClient, HTTP: { io: SDKHTTPClient } };
  const dial = { io: WebSocketClient, WebSocket: { io: SDKWebSocketClient }, acceptOf };
  const open = { socket: plain, dns: { io: Resolver, link, lookup } };
  const verified = { socket: secure, dns: { io: Resolver, link, lookup, clock } };
  return {
    http: { client: { ...client, ...open } },
    https: { client: { ...client, ...verified } },
    ws: { client: { ...dial, ...open } },
    wss: { client: { ...dial, ...verified } },
    configure: (wifi: WifiSettings) => link.configure(wifi),
    setClock: (callback) => joinForTime(link, clock, callback),
    leave: () => link.leave(),
  };
}
