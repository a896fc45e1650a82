import { Agent, type ClientRequest, request as httpRequest } from "node:http";
import { isIP, connect as netConnect, type Socket } from "node:net";
import { checkServerIdentity, connect as tlsConnect } from "node:tls";
import type { NetworkCode } from "../../../../modules/host/network.js";
import { collectReply, type ReplyOutcome } from "./http-reply.js";
import { networkCodeOf, type Phase } from "./network-codes.js";

export interface ConnectionOptions {
  /** Where the socket goes: a name to resolve, or an address. */
  readonly address: string;
  readonly port: number;
  /** Present where the connection is TLS; there is no way to skip verification. */
  readonly tls?: VerifiedTLS;
}

export interface VerifiedTLS {
  /** The name that the certificate must carry. */
  readonly host: string;
  readonly minimumVersion: "TLSv1.2" | "TLSv1.3";
  /** PEM; undefined means the certificate store that Node was built with. */
  readonly ca: readonly string[] | undefined;
}

export interface RequestHead {
  readonly method: string;
  readonly path: string;
  readonly headers: readonly (readonly [string, string])[];
}

export type ConnectOutcome =
  | { readonly ok: true }
  | { readonly ok: false; readonly code: NetworkCode; readonly phase: Phase };

/** Of a reply, WebSocket's answer included. */
export const HEADER_BYTES_MAX = 8 * 1024;
const BODY_BYTES_MAX = 1024 * 1024;

/**
 * One real connection, through Node's own sockets, TLS and HTTP parser: no proxy, no redirect, no
 * session cache. It knows nothing of virtual time.
 */
export class HTTPConnection {
  readonly #options: ConnectionOptions;
  readonly #agent: OneSocketAgent;
  #socket: Socket | undefined;
  #request: ClientRequest | undefined;
  #reply: Promise<ReplyOutcome> | undefined;
  #ended = false;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#agent = new OneSocketAgent(() => this.#socket as Socket);
  }

  get isUsable(): boolean {
    return this.#socket !== undefined && !this.#ended && !this.#socket.destroyed;
  }

  connect(): Promise<ConnectOutcome> {
    let phase: Phase = "name";
    let socket: Socket;
    try {
      socket = openSocket(this.#options, (reached) => {
        phase = reached;
      });
    } catch (error) {
      return Promise.resolve({ ok: false, code: networkCodeOf(error, phase), phase });
    }
    this.#socket = socket;
    socket.setNoDelay(true);
    return new Promise((resolve) => {
      socket.once(this.#options.tls === undefined ? "connect" : "secureConnect", () =>
        resolve({ ok: true }),
      );
      socket.once("end", () => this.#end());
      socket.on("error", (error) => {
        this.#end();
        resolve({ ok: false, code: networkCodeOf(error, phase), phase });
      });
      socket.once("close", () => {
        this.#end();
        resolve({ ok: false, code: "network-reset", phase });
      });
    });
  }

  /** Sends the head. Bodies follow by `write`; the reply is asked for by `finish`. */
  start({ method, path, headers }: RequestHead): void {
    const request = httpRequest({
      agent: this.#agent,
      method,
      path,
      // Node adds none to those that the caller has counted.
      setHost: false,
      maxHeaderSize: HEADER_BYTES_MAX,
    });
    // Node's constructor puts it in capitals; methods are case-sensitive (RFC 9110, 9.1).
    request.method = method;
    this.#request = undefined;
    this.#reply = collectReply(request, { bodyBytesMax: BODY_BYTES_MAX });
    try {
      for (const [name, value] of headers) request.appendHeader(name, value);
      request.flushHeaders();
      this.#request = request;
    } catch (error) {
      // Node has rules of its own about headers; the reply tells of them.
      request.destroy(error as Error);
    }
  }

  write(bytes: Uint8Array): void {
    this.#request?.write(bytes);
  }

  finish(): Promise<ReplyOutcome> {
    this.#request?.end();
    return this.#reply ?? Promise.resolve({ ok: false, code: "network-reset" });
  }

  /** Gives the socket back at once; what was not delivered yet is dropped. */
  destroy(): void {
    this.#ended = true;
    this.#request?.destroy();
    this.#socket?.destroy();
    this.#agent.destroy();
  }

  #end(): void {
    this.#ended = true;
  }
}

/** Hands out one connection, again and again, as long as it lives. */
class OneSocketAgent extends Agent {
  readonly #take: () => Socket;

  constructor(take: () => Socket) {
    super({ keepAlive: true, maxSockets: 1 });
    this.#take = take;
  }

  override createConnection(): Socket {
    return this.#take();
  }
}

/**
 * A plain socket or one with TLS, whose certificate and name are always verified. `onPhase` is told
 * where it begins, and at every step further.
 */
export function openSocket(options: ConnectionOptions, onPhase: (reached: Phase) => void): Socket {
  const { address, tls } = options;
  onPhase(isIP(address) === 0 ? "name" : "connect");
  const socket = connectionOf(options);
  socket.once("lookup", () => onPhase("connect"));
  socket.once("connect", () => onPhase(tls === undefined ? "http" : "tls"));
  socket.once("secureConnect", () => onPhase("http"));
  return socket;
}

function connectionOf({ address, port, tls }: ConnectionOptions): Socket {
  if (tls === undefined) return netConnect({ host: address, port });
  const { host, minimumVersion, ca } = tls;
  return tlsConnect({
    host: address,
    port,
    // Server Name Indication carries names only.
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ...(ca === undefined ? {} : { ca: [...ca] }),
    minVersion: minimumVersion,
    ALPNProtocols: ["http/1.1"],
    // Both said outright: neither an environment variable nor a default may loosen them.
    rejectUnauthorized: true,
    checkServerIdentity: (_name, certificate) => checkServerIdentity(host, certificate),
  });
}
