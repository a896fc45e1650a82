import { WebSocket } from "ws";
import type { NetworkCode } from "../../../../modules/host/network.js";
import { type ConnectionOptions, openSocket } from "./http-connection.js";
import { joinedHeaders } from "./http-reply.js";
import { networkCodeOf, type Phase } from "./network-codes.js";

export interface UpgradeRequest {
  /** As the firmware names it, with its port where that is not the usual one. */
  readonly hostHeader: string;
  readonly path: string;
  readonly protocol: string | undefined;
  readonly headers: readonly (readonly [string, string])[];
}

export interface Message {
  readonly bytes: Uint8Array;
  readonly binary: boolean;
}

/** What the server says of its own time (Server-Timing), virtual on a server that does not sleep. */
export interface Pace {
  readonly firstMs: number;
  readonly eventMs: number;
}

export type UpgradeOutcome =
  | { readonly ok: true; readonly pace: Pace | undefined }
  | {
      readonly ok: false;
      readonly code: NetworkCode;
      readonly phase: Phase;
      readonly refusal?: Refusal;
    };

/** What the server said by HTTP instead of switching. */
export interface Refusal {
  readonly status: number;
  /** Names in lower case, values of one name joined by ", ". */
  readonly headers: readonly (readonly [string, string])[];
}

export interface Arrived {
  readonly messages: readonly Message[];
  /** Why there will be no more. */
  readonly ended: NetworkCode | "closed" | undefined;
}

const MESSAGE_BYTES_MAX = 1024 * 1024;

/**
 * One real WebSocket through `ws` and Node's own sockets and TLS, verified as for HTTP: no proxy, no
 * redirect, no compression. It knows nothing of virtual time.
 */
export class WebSocketConnection {
  readonly #options: ConnectionOptions;
  readonly #request: UpgradeRequest;
  #socket: WebSocket | undefined;
  #messages: Message[] = [];
  #ended: NetworkCode | "closed" | undefined;
  /** Whoever waits for the world. */
  #wake: () => void = () => {};

  constructor(options: ConnectionOptions, request: UpgradeRequest) {
    this.#options = options;
    this.#request = request;
  }

  connect(): Promise<UpgradeOutcome> {
    const { hostHeader, path, protocol, headers } = this.#request;
    const { tls } = this.#options;
    let phase: Phase = "name";
    const onPhase = (reached: Phase): void => {
      phase = reached;
    };
    const scheme = tls === undefined ? "ws" : "wss";
    const socket = new WebSocket(`${scheme}://${hostHeader}${path}`, protocol ? [protocol] : [], {
      createConnection: () => openSocket(this.#options, onPhase),
      headers: Object.fromEntries(headers),
      followRedirects: false,
      perMessageDeflate: false,
      maxPayload: MESSAGE_BYTES_MAX,
    });
    this.#socket = socket;
    this.#listen(socket);
    return new Promise((resolve) => {
      let pace: Pace | undefined;
      socket.once("upgrade", ({ headers: told }) => {
        pace = paceOf(told["server-timing"]);
      });
      socket.once("unexpected-response", (request, { statusCode: status = 0, rawHeaders }) => {
        request.destroy();
        const refusal = { status, headers: [...joinedHeaders(rawHeaders)] };
        resolve({ ok: false, code: "network-protocol", phase: "http", refusal });
      });
      socket.once("open", () => resolve({ ok: true, pace }));
      socket.once("error", (error) =>
        resolve({ ok: false, code: networkCodeOf(error, phase), phase }),
      );
      socket.once("close", () => resolve({ ok: false, code: "network-reset", phase }));
    });
  }

  send(bytes: Uint8Array, binary: boolean, more: boolean): void {
    if (this.#socket?.readyState !== WebSocket.OPEN) return;
    this.#socket.send(bytes.slice(), { binary, fin: !more }, () => {});
  }

  /**
   * What has come until the server's answer to a ping: one that speaks before it has said it all by
   * then. `patient` waits on for the first message, as a server far away wants it.
   */
  async settle(patient: boolean): Promise<Arrived> {
    if (this.#socket?.readyState === WebSocket.OPEN) {
      let isAnswered = false;
      this.#socket.once("pong", () => {
        isAnswered = true;
        this.#wake();
      });
      this.#socket.ping();
      await this.#until(() => isAnswered);
      if (patient) await this.#until(() => this.#messages.length > 0);
    }
    // A server that has said good-bye is waited for until its end is known.
    if (this.#socket?.readyState !== WebSocket.OPEN) await this.#until(() => false);
    const messages = this.#messages;
    this.#messages = [];
    return { messages, ended: this.#ended };
  }

  /** Waits for the world to make it so, or to end. */
  async #until(isSo: () => boolean): Promise<void> {
    while (!isSo() && this.#ended === undefined) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Gives the socket back at once. */
  destroy(): void {
    this.#socket?.terminate();
  }

  #listen(socket: WebSocket): void {
    socket.binaryType = "nodebuffer";
    socket.on("message", (data: Buffer, isBinary) => {
      this.#messages.push({ bytes: data, binary: isBinary });
      this.#wake();
    });
    socket.on("error", (error) => this.#end(networkCodeOf(error, "http")));
    // A close frame is a word; without one the connection was lost (RFC 6455, 7.1.5).
    socket.on("close", (code) => this.#end(code === 1006 ? "network-reset" : "closed"));
  }

  #end(why: NetworkCode | "closed"): void {
    this.#ended ??= why;
    this.#wake();
  }
}

/** `first;dur=MS, event;dur=MS` */
function paceOf(header: string | string[] | undefined): Pace | undefined {
  const durations = new Map<string, number>();
  for (const metric of String(header ?? "").split(",")) {
    const [, name, duration] = /^\s*([a-z]+);dur=(\d{1,6}(?:\.\d+)?)\s*$/.exec(metric) ?? [];
    if (name !== undefined) durations.set(name, Number(duration));
  }
  const firstMs = durations.get("first");
  return firstMs === undefined ? undefined : { firstMs, eventMs: durations.get("event") ?? 0 };
}
