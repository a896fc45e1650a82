import type { ByteBuffer } from "../../../modules/host/bytes.js";
import type { HTTPClientOptions, NetworkError } from "../../../modules/host/network.js";
import type {
  WebSocketClient as StandardClient,
  WebSocketClientOptions,
} from "../../../modules/host/web-socket.js";
import { isToken } from "../../../modules/text/forms.js";
import { bytesOf } from "../../../native/storage/byte-buffer.js";
import { networkError } from "../../../native/tls/tls-session.js";
import { checkCallback, checkClient, checkHead } from "./http-options.js";
import { type Watcher, watchedResolver, watchedSocket } from "./http-watch.js";
import { keepsReadingFormat } from "./reading-format.js";
import { WebSocketBytes } from "./web-socket-bytes.js";

const PORT = 80;
const TLS_PORT = 443;
/** What the SDK's client has counted off for a frame's head before it says what is writable. */
const TOLD_OVERHEAD_BYTES = 8;
const HEAD_BYTES_MAX = 14;

/** The entry's own options: the client that does the work, as the SDK has it. */
interface Options extends WebSocketClientOptions {
  readonly WebSocket: { readonly io: new (options: WebSocketClientOptions) => StandardClient };
  readonly acceptOf: (key: string) => string;
  readonly target?: unknown;
}

/**
 * WebSocket Client (ECMA-419, 21): the SDK's own, unchanged, and around it what it lacks. Options are
 * checked, and so is whatever RFC 6455 has a client check: the server's answer to the key, masks,
 * reserved bits, order and lengths of frames. Failures carry a `NetworkCode`, and HTTP's status and
 * fields where the server did not want to switch; nothing is called back after `close`. Pings are
 * answered, of which nothing is told.
 */
export class WebSocketClient implements StandardClient, Watcher {
  readonly lines: WebSocketBytes;
  readonly isSending = false;
  target: unknown;
  readonly #callbacks: WebSocketClientOptions;
  readonly #inner: StandardClient;
  #state: "opening" | "open" | "failed" | "closed" = "opening";
  #failure: NetworkError | undefined;
  #room = 0;
  #readable = 0;
  #isRequested = false;
  #thrown: unknown;
  #closeResolver = () => {};

  constructor(options: WebSocketClientOptions) {
    checkOptions(options);
    const { WebSocket, acceptOf, host, path, protocol, headers, socket, dns } = options as Options;
    this.#callbacks = { ...options };
    this.target = (options as Options).target;
    this.lines = new WebSocketBytes({
      acceptOf,
      protocol,
      onBroken: () => Promise.resolve().then(() => this.#breakOff()),
    });
    this.#inner = new WebSocket.io({
      host,
      port: options.port ?? (socket.tls === undefined ? PORT : TLS_PORT),
      ...(path === undefined ? {} : { path }),
      ...(protocol === undefined ? {} : { protocol }),
      ...(headers === undefined ? {} : { headers }),
      socket: { ...socket, io: keepsReadingFormat(watchedSocket(socket, this)) },
      dns: { ...dns, io: watchedResolver(dns, this) },
      onReadable: (count, how) => this.#takeReadable(count, how),
      onWritable: (count) => this.#takeWritable(count),
      onClose: () => this.#end(() => this.#callbacks.onClose?.call(this)),
      onError: () => this.#fail(),
    });
  }

  get format(): string {
    return "buffer";
  }

  set format(format: string) {
    if (format !== "buffer") throw new Error("the only format is buffer");
  }

  /** All of `data` or, with an error, none of it; `more` where it does not end its message. */
  write(data: ByteBuffer, { binary = true, more = false } = {}): number {
    const bytes = bytesOf(data);
    if (this.#state !== "open") throw new Error("the connection is not open");
    if (bytes.byteLength > this.#room) {
      throw new Error(`${bytes.byteLength} bytes are more than the ${this.#room} writable`);
    }
    this.#room = this.#inner.write(bytes, { binary, more });
    return this.#room;
  }

  /** Up to that many bytes, or what fills the buffer; undefined where none are there. */
  read(byteLength?: number): ArrayBuffer | undefined;
  read(buffer: ByteBuffer): number | undefined;
  read(wanted: number | ByteBuffer = this.#readable): ArrayBuffer | number | undefined {
    if (this.#state === "closed") throw new Error("the client is closed");
    const into = typeof wanted === "object" ? bytesOf(wanted) : undefined;
    const limit = into?.byteLength ?? (wanted as number);
    if (!(limit >= 0)) throw new RangeError("not a number of bytes");
    const byteLength = Math.min(limit, this.#readable);
    if (byteLength === 0 || this.#state === "failed") return undefined;
    this.#readable -= byteLength;
    const bytes = this.#inner.read(byteLength);
    if (into === undefined || bytes === undefined) return bytes;
    into.set(new Uint8Array(bytes));
    return bytes.byteLength;
  }

  close(): void {
    if (this.#state === "closed") return;
    this.#state = "closed";
    this.#closeResolver();
    this.#inner.close();
  }

  get isOpen(): boolean {
    return this.#state === "opening" || this.#state === "open";
  }

  isOwn(error: unknown): boolean {
    return error !== undefined && error === this.#thrown;
  }

  /** What socket and resolver say before the SDK's client forgets it. The first word counts. */
  note(error: unknown): void {
    const { code } = (error ?? {}) as NetworkError;
    this.#failure ??= networkError(code ?? "network-reset", "the connection failed");
  }

  watchResolver(close: () => void): void {
    this.#closeResolver = close;
  }

  outgoing(data: ByteBuffer): ByteBuffer {
    if (this.#isRequested) return data;
    this.#isRequested = true;
    let request = "";
    for (const byte of bytesOf(data)) request += String.fromCharCode(byte);
    this.lines.takeRequest(request);
    return data;
  }

  #takeWritable(count: number): void {
    if (!this.isOpen || this.lines.isBroken) return;
    this.#state = "open";
    this.#room = Math.max(count + TOLD_OVERHEAD_BYTES - HEAD_BYTES_MAX, 0);
    if (this.#room > 0) this.#call(() => this.#callbacks.onWritable?.call(this, this.#room));
  }

  #takeReadable(count: number, how: { readonly more: boolean; readonly binary: boolean }): void {
    if (!this.isOpen || this.lines.isBroken) return;
    this.#readable = count;
    this.#call(() => this.#callbacks.onReadable?.call(this, count, how));
  }

  /** The SDK's client may be in a timer of its own, where nobody would catch an exception. */
  #breakOff(): void {
    if (!this.isOpen) return;
    this.note({ code: "network-protocol" });
    this.#inner.close();
    this.#fail();
  }

  /** The SDK's client names no failure: where socket and resolver were silent, it did not understand. */
  #fail(): void {
    const { status, fields: headers } = this.lines.head;
    const failure =
      this.#failure ?? networkError("network-protocol", "the server broke the protocol");
    const isRefused = status !== undefined && status !== 101;
    const told = isRefused ? Object.assign(failure, { status, headers }) : failure;
    this.#end(() => this.#callbacks.onError?.call(this, told));
  }

  #end(tell: () => void): void {
    if (!this.isOpen) return;
    this.#state = "failed";
    this.#call(tell);
  }

  #call(callback: () => void): void {
    try {
      callback();
    } catch (error) {
      this.#thrown = error;
      throw error;
    }
  }
}

/** Throws where something is missing; nothing is acquired before. */
function checkOptions(options: WebSocketClientOptions): void {
  checkClient(options as HTTPClientOptions);
  checkHead(options as Parameters<typeof checkHead>[0]);
  const { protocol } = options;
  if (protocol !== undefined && !isToken(protocol)) throw new TypeError("protocol: one token");
  for (const name of ["onReadable", "onWritable", "onControl", "onClose"] as const) {
    checkCallback(name, options[name]);
  }
}
