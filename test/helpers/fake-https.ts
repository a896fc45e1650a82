import type { ByteBuffer } from "../../modules/host/bytes.js";
import type {
  HTTPClientEntry,
  HTTPClientOptions,
  HTTPRequestOptions,
  NetworkError,
} from "../../modules/host/network.js";
import type { FakeTime } from "./fake-time.js";

/** How the server at the other end behaves for one request. */
export interface ServerScript {
  /** The constructor throws with this code. */
  readonly refuses?: string;
  /** `onError` of the client, instead of a connection; null for an error without a code. */
  readonly fails?: string | null;
  /** Bytes that the request may write at a time. */
  readonly window?: number;
  /** The connection dies after so many bytes of the body. */
  readonly diesAfterBytes?: number;
  /** `write` throws. */
  readonly writeThrows?: boolean;
  /** Nothing comes back. */
  readonly silent?: boolean;
  readonly status?: number;
  readonly headers?: readonly (readonly [string, string])[];
  readonly body?: Uint8Array | string;
  /** Bytes that become readable at a time. */
  readonly piece?: number;
  /** `onDone` gets an error with this code after the body. */
  readonly endsWith?: string;
  readonly stepMs?: number;
}

/** One request, and the connection that it went over. */
export interface Exchange {
  readonly client: HTTPClientOptions;
  readonly connection: number;
  request: HTTPRequestOptions | undefined;
  readonly sent: number[];
  closed: boolean;
}

/** An HTTPS client without a network: it holds callers to the standard's rules of writing. */
export class FakeHttps {
  readonly entry: HTTPClientEntry;
  readonly exchanges: Exchange[] = [];

  connections = 0;

  /** `script` is asked once for each request, from 0; a connection begins with its first one's. */
  constructor(time: FakeTime, script: (request: number) => ServerScript) {
    const fake = this;
    this.entry = {
      socket: { io: "a TLS socket" },
      dns: { io: "a resolver" },
      io: class {
        constructor(options: HTTPClientOptions) {
          const connection = fake.connections;
          fake.connections += 1;
          const begin = (): [Exchange, ServerScript] => {
            const exchange: Exchange = {
              client: options,
              connection,
              request: undefined,
              sent: [],
              closed: false,
            };
            fake.exchanges.push(exchange);
            return [exchange, script(fake.exchanges.length - 1)];
          };
          const [exchange, server] = begin();
          if (server.refuses !== undefined) {
            exchange.closed = true;
            throw networkError(server.refuses);
          }
          // biome-ignore lint/correctness/noConstructorReturn: the class of the options is a shell
          return new Connection(time, exchange, server, begin);
        }
      } as unknown as HTTPClientEntry["io"],
    };
  }
}

class Connection {
  readonly #time: FakeTime;
  readonly #begin: () => [Exchange, ServerScript];
  #exchange: Exchange;
  #server: ServerScript;
  /** Bytes that may be written now; -1 while writing is out of turn. */
  #room = -1;
  #bodyLeft = 0;
  #reply: Uint8Array;
  #readable = 0;

  constructor(
    time: FakeTime,
    exchange: Exchange,
    server: ServerScript,
    begin: () => [Exchange, ServerScript],
  ) {
    this.#time = time;
    this.#begin = begin;
    this.#exchange = exchange;
    this.#server = server;
    this.#reply = bytesOf(server.body);
    if (server.fails === undefined) return;
    const { fails } = server;
    this.#soon(() => exchange.client.onError?.(networkError(fails)));
  }

  request(options: HTTPRequestOptions): Connection {
    if (this.#exchange.request !== undefined) {
      // The connection is the next exchange's from here on.
      this.#exchange.closed = true;
      [this.#exchange, this.#server] = this.#begin();
      this.#reply = bytesOf(this.#server.body);
    }
    this.#exchange.request = options;
    this.#bodyLeft = Number(options.headers?.get("content-length") ?? 0);
    if (this.#server.fails === undefined) this.#soon(() => this.#offer());
    return this;
  }

  write(piece: ByteBuffer): number {
    if (this.#server.writeThrows) throw new Error("Bearer sk-secret could not be written");
    const bytes = new Uint8Array(piece as Uint8Array);
    if (bytes.byteLength > this.#room) throw new Error("would block");
    if (bytes.byteLength === 0) throw new Error("nothing to write");
    this.#exchange.sent.push(...bytes);
    this.#room -= bytes.byteLength;
    this.#bodyLeft -= bytes.byteLength;
    return this.#room;
  }

  read(byteLength: number): ArrayBuffer | undefined {
    if (this.#readable === 0) return undefined;
    const count = Math.min(byteLength, this.#readable);
    const bytes = this.#reply.slice(0, count);
    this.#reply = this.#reply.subarray(count);
    this.#readable -= count;
    return bytes.buffer;
  }

  close(): void {
    this.#exchange.closed = true;
  }

  #offer(): void {
    const { window = 1_400, diesAfterBytes = Number.POSITIVE_INFINITY } = this.#server;
    if (this.#exchange.sent.length >= diesAfterBytes) {
      this.#options.onDone?.call(this, networkError("network-reset"));
    } else if (this.#bodyLeft > 0) {
      this.#room = Math.min(window, this.#bodyLeft);
      this.#options.onWritable?.call(this, this.#room);
      this.#room = -1;
      this.#soon(() => this.#offer());
    } else if (!this.#server.silent) {
      const { status = 200, headers = [] } = this.#server;
      this.#options.onHeaders?.call(this, status, new Map(headers), "as you like it");
      this.#soon(() => this.#answer());
    }
  }

  #answer(): void {
    const { piece = 600, endsWith } = this.#server;
    if (this.#reply.byteLength > 0) {
      this.#readable = Math.min(piece, this.#reply.byteLength);
      this.#options.onReadable?.call(this, this.#readable);
      this.#soon(() => this.#answer());
      return;
    }
    this.#options.onDone?.call(this, endsWith === undefined ? null : networkError(endsWith));
  }

  get #options(): HTTPRequestOptions {
    if (this.#exchange.request === undefined) throw new Error("nothing was requested");
    return this.#exchange.request;
  }

  /** After `close` nothing is called back. */
  #soon(act: () => void): void {
    this.#time.set(() => {
      if (!this.#exchange.closed) act();
    }, this.#server.stepMs ?? 5);
  }
}

function bytesOf(body: Uint8Array | string = ""): Uint8Array {
  return typeof body === "string" ? new TextEncoder().encode(body) : body;
}

function networkError(code: string | null): NetworkError {
  return Object.assign(
    new Error("said the network"),
    code === null ? {} : { code },
  ) as NetworkError;
}

/** The body of a chat completion whose content is `verdict`. */
export function chatReply(verdict: unknown, changes: object = {}): string {
  const content = typeof verdict === "string" ? verdict : JSON.stringify(verdict);
  const message = { role: "assistant", content, refusal: null };
  const choice = { index: 0, message, finish_reason: "stop", ...changes };
  return JSON.stringify({ id: "chatcmpl-1", object: "chat.completion", choices: [choice] });
}
