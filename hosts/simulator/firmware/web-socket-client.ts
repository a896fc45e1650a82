import type { ByteBuffer } from "../../../modules/host/bytes.js";
import type { HTTPClientOptions } from "../../../modules/host/network.js";
import type { WebSocketClientOptions } from "../../../modules/host/web-socket.js";
import { bytesOf } from "../../../native/storage/byte-buffer.js";
import { call, listen, type Reply, unlisten } from "./board.js";
import { callbackOf, checkedClient, joinedCertificates, tlsFieldsOf } from "./http-options.js";

const TLS_PORT = 443;

/** What a callback of the standard's is called with, as this class keeps them. */
type Callbacks = Pick<
  WebSocketClientOptions,
  "onReadable" | "onWritable" | "onControl" | "onClose" | "onError"
>;

/**
 * WebSocket Client (ECMA-419, 21) over the virtual board's radio. The board connects, verifies
 * certificates, switches protocols, frames and masks, and answers pings itself, of which nothing is
 * told; messages are told one after the other. Errors carry a `NetworkCode`, and HTTP's status and
 * fields where the server did not want to switch.
 */
export default class WebSocketClient {
  target: unknown;
  readonly #callbacks: Callbacks;
  readonly #socket: number;
  readonly #listener: number;
  #writable = 0;
  #readable = 0;
  #state: "opening" | "open" | "failed" | "closed" = "opening";

  constructor(options: WebSocketClientOptions) {
    const { host, port, tls } = checkedClient(options as HTTPClientOptions, TLS_PORT);
    this.#callbacks = callbacksOf(options);
    this.target = (options as { readonly target?: unknown }).target;
    const { path = "/", protocol, headers } = options;
    if (headers !== undefined && !(headers instanceof Map)) {
      throw new TypeError("headers must be a Map");
    }
    this.#listener = listen((event) => this.#take(event));
    try {
      const request = {
        op: "ws.open",
        host,
        port,
        path,
        target: this.#listener,
        headers: Array.from(headers ?? [], ([name, value]) => [String(name), String(value)]),
        ...(protocol === undefined ? {} : { protocol }),
        ...tlsFieldsOf(tls),
      };
      this.#socket = call(request, joinedCertificates(tls)).socket as number;
    } catch (error) {
      unlisten(this.#listener);
      throw error;
    }
  }

  get format(): string {
    return "buffer";
  }

  set format(format: string) {
    if (format !== "buffer") throw new Error("the only format is buffer");
  }

  /** All of `data` or, with an error, none of it; `more` where it does not end its message. */
  write(
    data: ByteBuffer,
    options: { readonly binary?: boolean; readonly more?: boolean } = {},
  ): number {
    const bytes = bytesOf(data);
    if (this.#state !== "open") throw new Error("the connection is not open");
    if (bytes.byteLength > this.#writable) {
      throw new Error(`${bytes.byteLength} bytes are more than the ${this.#writable} writable`);
    }
    const { binary = true, more = false } = options;
    const request = { op: "ws.write", socket: this.#socket, binary, more };
    this.#writable = call(request, bytes).writable as number;
    return this.#writable;
  }

  /** Up to that many bytes, or what fills the buffer; undefined where none are there. */
  read(byteLength?: number): ArrayBuffer | undefined;
  read(buffer: ByteBuffer): number | undefined;
  read(wanted: number | ByteBuffer = Number.POSITIVE_INFINITY): ArrayBuffer | number | undefined {
    if (this.#state === "closed") throw new Error("the client is closed");
    const into = typeof wanted === "object" ? bytesOf(wanted) : undefined;
    const limit = into?.byteLength ?? (wanted as number);
    if (!(limit >= 0)) throw new RangeError("not a number of bytes");
    const byteLength = Math.min(limit, this.#readable);
    if (byteLength === 0) return undefined;
    const { payload } = call({ op: "ws.read", socket: this.#socket, byteLength });
    this.#readable -= payload.byteLength;
    if (into === undefined) return payload;
    into.set(new Uint8Array(payload));
    return payload.byteLength;
  }

  close(): void {
    if (this.#state === "closed") return;
    this.#state = "closed";
    unlisten(this.#listener);
    call({ op: "ws.close", socket: this.#socket });
  }

  #take(event: Reply): void {
    const { event: name, count = 0 } = event as Reply & { readonly count?: number };
    const { onWritable, onReadable, onClose, onError } = this.#callbacks;
    switch (name) {
      case "writable":
        this.#state = "open";
        this.#writable = count;
        onWritable?.call(this as never, count);
        break;
      case "readable": {
        this.#readable = count;
        const { more, binary } = event as unknown as { more: boolean; binary: boolean };
        onReadable?.call(this as never, count, { more, binary });
        break;
      }
      case "closed":
        this.#state = "failed";
        onClose?.call(this as never);
        break;
      case "failed": {
        this.#state = "failed";
        const { code, message, status, headers } = event as unknown as Failure;
        const told = status === undefined ? { code } : { code, status, headers: new Map(headers) };
        onError?.call(this as never, Object.assign(new Error(message), told) as never);
        break;
      }
      default:
        throw new Error(`the board sent an unknown event "${name}"`);
    }
  }
}

interface Failure {
  readonly code: string;
  readonly message: string;
  readonly status?: number;
  /** With a status. */
  readonly headers?: readonly (readonly [string, string])[];
}

function callbacksOf(options: WebSocketClientOptions): Callbacks {
  for (const name of ["onReadable", "onWritable", "onControl", "onClose", "onError"] as const) {
    callbackOf(options[name], name);
  }
  return { ...options };
}
