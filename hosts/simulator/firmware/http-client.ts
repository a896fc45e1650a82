import type {
  HTTPClientOptions,
  HTTPRequest,
  HTTPRequestOptions,
  NetworkCode,
  NetworkError,
} from "../../../modules/host/network.js";
import { call, listen, type Reply, unlisten } from "./board.js";
import { HTTPExchange } from "./http-exchange.js";
import { checkedClient, checkedRequest, joinedCertificates, tlsFieldsOf } from "./http-options.js";

/**
 * HTTP Client (ECMA-419, 20) over the virtual board's radio. The board resolves names, connects,
 * verifies certificates and speaks HTTP/1.1; requests of one client follow each other on one
 * connection, made for the first of them. Errors carry a `NetworkCode`.
 */
export default class HTTPClient {
  target: unknown;
  readonly #client: number;
  readonly #listener: number;
  readonly #onError: ((error?: Error) => void) | undefined;
  /** The first is on the wire, the others wait for it. */
  #exchanges: HTTPExchange[] = [];
  #state: "open" | "failed" | "closed" = "open";

  constructor(options: HTTPClientOptions) {
    const { host, port, tls, onError } = checkedClient(options);
    this.target = (options as { readonly target?: unknown }).target;
    this.#onError = onError;
    this.#listener = listen((event) => this.#take(event));
    try {
      const request = { op: "http.open", host, port, target: this.#listener, ...tlsFieldsOf(tls) };
      this.#client = call(request, joinedCertificates(tls)).client as number;
    } catch (error) {
      unlisten(this.#listener);
      throw error;
    }
  }

  request(options: HTTPRequestOptions): HTTPRequest {
    if (this.#state === "closed") throw new Error("the client is closed");
    if (this.#state === "failed") throw new Error("the connection is gone: only close is left");
    const own = { ...checkedRequest(options) };
    const { method = "GET", path = "/", headers, headersMask } = own;
    call({
      op: "http.request",
      client: this.#client,
      method,
      path,
      headers: headers === undefined ? [] : pairsOf(headers),
      ...(headersMask === undefined ? {} : { headersMask: [...headersMask] }),
    });
    const exchange = new HTTPExchange(this.#client, own);
    this.#exchanges.push(exchange);
    return exchange.request;
  }

  close(): void {
    if (this.#state === "closed") return;
    this.#state = "closed";
    unlisten(this.#listener);
    for (const exchange of this.#exchanges) exchange.cancel();
    this.#exchanges = [];
    call({ op: "http.close", client: this.#client });
  }

  #take(event: Reply): void {
    const { event: name, count } = event as Reply & { readonly count: number };
    if (name === "failed") {
      this.#fail(asNetworkError(event));
      return;
    }
    const current = this.#exchanges[0];
    if (current === undefined) throw new Error(`the board sent "${name}" for no request`);
    if (name === "writable") current.writable(count);
    else if (name === "headers") takeHeaders(current, event);
    else if (name === "readable") current.readable(count);
    else if (name === "done") {
      this.#exchanges.shift();
      current.done(null);
    } else throw new Error(`the board sent an unknown event "${name}"`);
  }

  /** Each outstanding request is told in turn, the client last; a `close` among them ends it. */
  #fail(error: NetworkError): void {
    this.#state = "failed";
    for (;;) {
      const exchange = this.#exchanges.shift();
      if (exchange === undefined) break;
      exchange.done(error);
    }
    if (this.#isOpenToCallbacks()) this.#onError?.call(this, error);
  }

  #isOpenToCallbacks(): boolean {
    return this.#state !== "closed";
  }
}

function takeHeaders(exchange: HTTPExchange, event: Reply): void {
  const { status, statusText, headers } = event as unknown as HeadersEvent;
  exchange.headers(status, new Map(headers), statusText);
}

interface HeadersEvent {
  readonly status: number;
  readonly statusText: string;
  readonly headers: readonly (readonly [string, string])[];
}

function pairsOf(headers: Map<string, string>): [string, string][] {
  return Array.from(headers, ([name, value]) => [String(name), String(value)]);
}

function asNetworkError({ code, message }: Reply): NetworkError {
  return Object.assign(new Error(message as string), { code: code as NetworkCode });
}
