import type { ByteBuffer } from "../../../modules/host/bytes.js";
import type {
  HTTPClientOptions,
  HTTPRequest,
  HTTPRequestOptions,
  NetworkError,
  HTTPClient as StandardClient,
} from "../../../modules/host/network.js";
import { networkError } from "../../../native/tls/tls-session.js";
import { type ExchangeClient, HTTPExchange } from "./http-exchange.js";
import { checkClient, checkRequest } from "./http-options.js";
import { watchedResolver, watchedSocket } from "./http-watch.js";
import { ReplyLines } from "./reply-lines.js";

const LAST_CHUNK = "0\r\n\r\n";

/** The entry's own option: the client that does the work, as the SDK has it. */
interface Options extends HTTPClientOptions {
  readonly HTTP: { readonly io: new (options: HTTPClientOptions) => StandardClient };
}

/**
 * HTTP Client (ECMA-419, 20): the SDK's own, unchanged, and around it what it lacks. Options are
 * checked; failures carry the code that socket or resolver gave; a server that makes no sense is
 * network-protocol instead of an exception that nobody catches; nothing is called back after `close`.
 */
export class HTTPClient implements StandardClient, ExchangeClient {
  readonly lines = new ReplyLines();
  readonly #onError: ((error?: Error) => void) | undefined;
  readonly #inner: StandardClient;
  #exchanges: HTTPExchange[] = [];
  #state: "open" | "failed" | "closed" = "open";
  #failure: NetworkError | undefined;
  #isEndingChunks = false;
  #thrown: unknown;
  #closeResolver = () => {};

  constructor(options: HTTPClientOptions) {
    checkClient(options);
    const { HTTP, host, port, socket, dns, onError } = options as Options;
    this.#onError = onError;
    this.#inner = new HTTP.io({
      host,
      ...(port === undefined ? {} : { port }),
      socket: { ...socket, io: watchedSocket(socket, this) },
      dns: { ...dns, io: watchedResolver(dns, this) },
      onError: (error) => this.#fail(error),
    });
  }

  request(options: HTTPRequestOptions): HTTPRequest {
    if (this.#state === "closed") throw new Error("the client is closed");
    if (this.#state === "failed") throw new Error("the connection is gone: only close is left");
    checkRequest(options);
    const exchange = new HTTPExchange(this, { ...options });
    exchange.begin(this.#inner.request(exchange.innerOptions()));
    this.#exchanges.push(exchange);
    return exchange;
  }

  close(): void {
    if (this.#state === "closed") return;
    this.#state = "closed";
    for (const exchange of this.#exchanges) exchange.cancel();
    this.#exchanges = [];
    this.#closeResolver();
    this.#inner.close();
  }

  get isOpen(): boolean {
    return this.#state === "open";
  }

  get isSending(): boolean {
    return this.#exchanges[0]?.isSending ?? false;
  }

  call(callback: () => void): void {
    if (this.#state === "closed") return;
    try {
      callback();
    } catch (error) {
      this.#thrown = error;
      throw error;
    }
  }

  isOwn(error: unknown): boolean {
    return error !== undefined && error === this.#thrown;
  }

  onEnd(exchange: HTTPExchange): void {
    this.#exchanges = this.#exchanges.filter((other) => other !== exchange);
  }

  /** No exception: the SDK's client may be in a timer of its own, where nobody would catch it. */
  breakOff(): void {
    this.#fail(new Error("the server broke the protocol"));
    this.#inner.close();
  }

  /** What socket and resolver say before the SDK's client forgets it. The first word counts. */
  note(error: unknown): void {
    const { code } = (error ?? {}) as NetworkError;
    this.#failure ??= networkError(code ?? "network-reset", "the connection failed");
  }

  watchResolver(close: () => void): void {
    this.#closeResolver = close;
  }

  endChunks(): void {
    this.#isEndingChunks = true;
  }

  /** SDK 8.2.3 sends the last three bytes of the last chunk, instead of five. */
  outgoing(data: ByteBuffer): ByteBuffer {
    if (!this.#isEndingChunks) return data;
    this.#isEndingChunks = false;
    return Uint8Array.from(LAST_CHUNK, (char) => char.charCodeAt(0));
  }

  /** Each outstanding request is told in turn, the client last; a `close` among them ends it. */
  #fail(complaint: Error | undefined): void {
    if (this.#state !== "open") return;
    this.#state = "failed";
    // The SDK's client names none but its own failure to understand.
    if (complaint !== undefined) this.note({ code: "network-protocol" });
    const failure = this.#failure ?? networkError("network-reset", "the connection was closed");
    for (const exchange of [...this.#exchanges]) {
      if (this.#exchanges.includes(exchange)) exchange.done(failure);
    }
    this.call(() => this.#onError?.call(this, failure));
  }
}
