import {
  type CallRequest,
  type Operation,
  OperationError,
  type Part,
  type Scheduler,
} from "../part.js";
import { type OpenFields, openFields, pemOf, requestFields, upgradeFields } from "./http-fields.js";
import { HTTPSession } from "./http-session.js";
import { misuse } from "./misuse.js";
import { type NetworkFaults, noFaults } from "./network-faults.js";
import { NETWORK_TIMING, type NetworkTiming } from "./network-timing.js";
import { type NetworkTotals, Radio, type RequestRecord } from "./radio.js";
import { WebSocketSession } from "./web-socket-session.js";

/** Where a name of the firmware's really lives. */
export interface Route {
  readonly address: string;
  readonly port: number;
}

export interface NetworkPartOptions {
  readonly scheduler: Scheduler;
  readonly timing?: NetworkTiming;
  readonly faults?: NetworkFaults;
  /**
   * Longest wall time that a real operation may hold virtual time; after it virtual time goes on
   * and the server counts as silent. Loopback answers at once; a real cloud wants a minute.
   */
  readonly holdWallMsMax?: number;
  /** Keyed `host:port` as the firmware says them; what is not here is resolved as usual. */
  readonly routes?: ReadonlyMap<string, Route>;
  /** DER. Replaces the machine's certificate store for connections that name no CA themselves. */
  readonly certificateStore?: readonly Uint8Array[];
  readonly onRequestEnd?: (record: RequestRecord) => void;
  /** Told when the radio is started, and when it is off. */
  readonly onPower?: (on: boolean) => void;
}

interface OpenClient {
  readonly session: HTTPSession;
  readonly hostHeader: string;
}

const HOLD_WALL_MS_MAX = 2_000;
const HTTP_CLIENTS_MAX = 8;

/**
 * The board's radio: HTTP clients of the firmware over real connections, in virtual time. Real
 * sockets work while a hold stops the clock; what they brought is dealt out by the timing table.
 */
export class NetworkPart implements Part {
  readonly operations: Readonly<Record<string, Operation>>;
  readonly #radio: Radio;
  readonly #routes: ReadonlyMap<string, Route>;
  readonly #store: readonly string[] | undefined;
  readonly #clients = new Map<number, OpenClient>();
  readonly #sockets = new Map<number, WebSocketSession>();
  #lastClient = 0;

  constructor(options: NetworkPartOptions) {
    const { scheduler, timing = NETWORK_TIMING, faults = noFaults, onRequestEnd } = options;
    const {
      holdWallMsMax = HOLD_WALL_MS_MAX,
      routes = new Map(),
      certificateStore,
      onPower,
    } = options;
    this.#radio = new Radio({ scheduler, timing, faults, holdWallMsMax, onRequestEnd, onPower });
    this.#routes = routes;
    this.#store = certificateStore?.map((der) => pemOf(der));
    this.operations = {
      "http.open": (request, payload) => ({ body: { client: this.#open(request, payload) } }),
      "http.request": (request) => {
        const { session, hostHeader } = this.#clientOf(request);
        session.request(requestFields(request, hostHeader));
        return {};
      },
      "http.write": (request, payload) => {
        const { session } = this.#clientOf(request);
        return { body: session.write(payload, request.end === true) };
      },
      "http.read": (request) => {
        const { session } = this.#clientOf(request);
        return { payload: session.read(request.byteLength as number) };
      },
      "http.close": (request) => {
        this.#clientOf(request).session.close();
        this.#clients.delete(request.client as number);
        return {};
      },
      "ws.open": (request, payload) => ({ body: { socket: this.#openSocket(request, payload) } }),
      "ws.write": (request, payload) => {
        const { binary, more } = request;
        return {
          body: {
            writable: this.#socketOf(request).write(payload, binary === true, more === true),
          },
        };
      },
      "ws.read": (request) => ({
        payload: this.#socketOf(request).read(request.byteLength as number),
      }),
      "ws.close": (request) => {
        this.#socketOf(request).close();
        this.#sockets.delete(request.socket as number);
        return {};
      },
    };
  }

  /** Sums over the whole run; sleep and crashes do not reset them. */
  totals(): NetworkTotals {
    return this.#radio.totals;
  }

  reset(): void {
    for (const { session } of this.#clients.values()) session.close();
    for (const socket of this.#sockets.values()) socket.close();
    this.#clients.clear();
    this.#sockets.clear();
    this.#lastClient = 0;
    this.#radio.leave();
  }

  close(): void {
    this.reset();
  }

  #open(request: CallRequest, payload: Uint8Array): number {
    const client = this.#nextClient();
    const { host, target, connection, hostHeader } = this.#wayTo(
      openFields(request, payload, this.#store),
    );
    const session = new HTTPSession(this.#radio, { target, host, connection });
    this.#clients.set(client, { session, hostHeader });
    return client;
  }

  #openSocket(request: CallRequest, payload: Uint8Array): number {
    const client = this.#nextClient();
    const way = this.#wayTo(openFields(request, payload, this.#store));
    const { host, target, connection, hostHeader, isLocal } = way;
    const upgrade = { hostHeader, ...upgradeFields(request) };
    const options = { target, host, connection, isLocal, upgrade };
    this.#sockets.set(client, new WebSocketSession(this.#radio, options));
    return client;
  }

  #nextClient(): number {
    if (this.#clients.size + this.#sockets.size >= HTTP_CLIENTS_MAX) {
      throw new OperationError("http-too-many-clients", "too many HTTP clients are open");
    }
    this.#lastClient += 1;
    return this.#lastClient;
  }

  #wayTo({ host, port, target, tls }: OpenFields) {
    const routed = this.#routes.get(`${host}:${port}`);
    const route = routed ?? { address: host, port };
    const isDefaultPort = port === (tls === undefined ? 80 : 443);
    return {
      host,
      target,
      connection: tls === undefined ? route : { ...route, tls },
      hostHeader: isDefaultPort ? host : `${host}:${port}`,
      isLocal: routed !== undefined,
    };
  }

  #socketOf(request: CallRequest): WebSocketSession {
    const socket = this.#sockets.get(request.socket as number);
    if (socket === undefined) throw misuse("no such WebSocket");
    return socket;
  }

  #clientOf(request: CallRequest): OpenClient {
    const client = this.#clients.get(request.client as number);
    if (client === undefined) throw misuse("no such HTTP client");
    return client;
  }
}
