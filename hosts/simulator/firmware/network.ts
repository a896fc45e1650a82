import type { HTTPClientEntry, Network } from "../../../modules/host/network.js";
import type { WebSocketClientEntry } from "../../../modules/host/web-socket.js";
import HTTPClient from "./http-client.js";
import { BoardTLSSocket } from "./http-options.js";
import WebSocketClient from "./web-socket-client.js";

/**
 * The provider's `network` (ECMA-419, 30). The virtual board resolves names and opens sockets as
 * part of an HTTP connection, so `dns.io` and `socket.io` are there for the standard's sake: they
 * tell an HTTP client what to ask of the board and cannot be constructed on their own.
 */
class BoardResolver {
  constructor() {
    throw new Error("the board resolves names itself, for an HTTP client");
  }
}

class BoardTCPSocket {
  constructor() {
    throw new Error("the board opens this socket itself, for an HTTP client");
  }
}

const dns = Object.freeze({ io: BoardResolver });

const http: HTTPClientEntry = Object.freeze({
  io: HTTPClient,
  dns,
  socket: Object.freeze({ io: BoardTCPSocket }),
});

/** Its user adds `tls: { host }` to `socket`; without it the constructor refuses. */
const https: HTTPClientEntry = Object.freeze({
  io: HTTPClient,
  dns,
  socket: Object.freeze({ io: BoardTLSSocket }),
});

const dial = { io: WebSocketClient, dns } as const;
const ws: WebSocketClientEntry = Object.freeze({ ...dial, socket: http.socket });
const wss: WebSocketClientEntry = Object.freeze({ ...dial, socket: https.socket });

export const network: Network = Object.freeze({
  http: Object.freeze({ client: http }),
  https: Object.freeze({ client: https }),
  ws: Object.freeze({ client: ws }),
  wss: Object.freeze({ client: wss }),
  /** The virtual board is always within reach of its access point. */
  configure: () => {},
});
