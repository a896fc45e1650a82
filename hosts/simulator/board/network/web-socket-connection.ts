import { WebSocket } from "ws";
import type { NetworkCode } from "../../../../modules/host/network.js";
import { type ConnectionOptions, HEADER_BYTES_MAX, openSocket } from "./http-connection.js";
import { joinedHeaders } from "./http-reply.js";
import { networkCodeOf, type Phase } from "./network-codes.js";
import { type Pace, paceOf } from "./server-pace.js";

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
/** Of messages that wait to be taken: more is a flood, which would fill this machine's memory. */
const WAITING_BYTES_MAX = MESSAGE_BYTES_MAX;
const WAITING_MESSAGES_MAX = 4_096;
/** `ws` must have one; it parses what it is given, so path and host never pass through it. */
const NO_URL = "ws://board/";

/**
 * One real WebSocket through `ws` and Node's own sockets and TLS, verified as for HTTP: no proxy, no
 * redirect, no compression. It knows nothing of virtual time.
 */
export class WebSocketConnection {
  readonly #options: ConnectionOptions;
  readonly #request: UpgradeRequest;
  #socket: WebSocket | undefined;
  #messages: Message[] = [];
  #waitingBytes = 0;
  #ended: NetworkCode | "closed" | undefined;
  /** Whoever waits for the world. */
  #wake: () => void = () => {};

  constructor(options: ConnectionOptions, request: UpgradeRequest) {
    this.#options = options;
    this.#request = request;
  }

  connect(): Promise<UpgradeOutcome> {
    let phase: Phase = "name";
    let socket: WebSocket;
    try {
      socket = this.#dial((reached) => {
        phase = reached;
      });
    } catch (error) {
      return Promise.resolve({ ok: false, code: networkCodeOf(error, phase), phase });
    }
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
    this.#waitingBytes = 0;
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

  #dial(onPhase: (reached: Phase) => void): WebSocket {
    const { hostHeader, path, protocol, headers } = this.#request;
    return new WebSocket(NO_URL, protocol ? [protocol] : [], {
      createConnection: () => openSocket(this.#options, onPhase),
      headers: { host: hostHeader, ...Object.fromEntries(headers) },
      finishRequest: (request) => {
        request.path = path;
        try {
          request.end();
        } catch (error) {
          request.destroy(error as Error);
        }
      },
      maxHeaderSize: HEADER_BYTES_MAX,
      followRedirects: false,
      perMessageDeflate: false,
      maxPayload: MESSAGE_BYTES_MAX,
    });
  }

  #listen(socket: WebSocket): void {
    socket.binaryType = "nodebuffer";
    // A copy: a view would keep all that came with it.
    socket.on("message", (data: Buffer, binary) => this.#take(new Uint8Array(data), binary));
    socket.on("error", (error) => this.#end(networkCodeOf(error, "http")));
    // A close frame is a word; without one the connection was lost (RFC 6455, 7.1.5).
    socket.on("close", (code) => this.#end(code === 1006 ? "network-reset" : "closed"));
  }

  #take(bytes: Uint8Array, binary: boolean): void {
    if (this.#ended !== undefined) return;
    this.#messages.push({ bytes, binary });
    this.#waitingBytes += bytes.byteLength;
    const isFlood =
      this.#waitingBytes > WAITING_BYTES_MAX || this.#messages.length > WAITING_MESSAGES_MAX;
    if (isFlood) this.#refuseFlood();
    this.#wake();
  }

  /** How much of a flood came is the moment's mood, as with a reset: only its code is told. */
  #refuseFlood(): void {
    this.#messages = [];
    this.#end("network-protocol");
    this.#socket?.terminate();
  }

  #end(why: NetworkCode | "closed"): void {
    this.#ended ??= why;
    this.#wake();
  }
}
