import type { ByteBuffer } from "../../modules/host/bytes.js";
import type { NetworkError } from "../../modules/host/network.js";
import type {
  WebSocketClient,
  WebSocketClientEntry,
  WebSocketClientOptions,
} from "../../modules/host/web-socket.js";
import type { FakeTime } from "./fake-time.js";

export type Message = Readonly<Record<string, unknown>>;

/** How the server at the other end behaves for one connection. */
export interface SocketScript {
  readonly refuses?: string;
  /** `onError` instead of a connection. */
  readonly fails?: {
    readonly code?: string;
    readonly status?: number;
    readonly headers?: Map<string, string>;
  };
  /** Bytes that may be written at a time. */
  readonly window?: number;
  /** Bytes that become readable at a time. */
  readonly piece?: number;
  /** What it says to a message; `close` ends the connection, as does `reset` without a word. */
  readonly answer?: (
    message: Message,
  ) => readonly (Message | string | Uint8Array | "close" | "reset")[];
  readonly stepMs?: number;
}

export interface SocketConnection {
  readonly options: WebSocketClientOptions;
  readonly received: Message[];
  closed: boolean;
}

/** A WebSocket client without a network: it holds callers to the standard's rules of writing. */
export class FakeWebSocket {
  readonly entry: WebSocketClientEntry;
  readonly connections: SocketConnection[] = [];

  constructor(time: FakeTime, script: (connection: number) => SocketScript) {
    const fake = this;
    this.entry = {
      socket: { io: "a TLS socket" },
      dns: { io: "a resolver" },
      io: class {
        constructor(options: WebSocketClientOptions) {
          const server = script(fake.connections.length);
          const connection = { options, received: [], closed: false };
          fake.connections.push(connection);
          if (server.refuses !== undefined) {
            connection.closed = true;
            throw networkError({ code: server.refuses });
          }
          // biome-ignore lint/correctness/noConstructorReturn: the class of the options is a shell
          return new Socket(time, connection, server);
        }
      } as unknown as WebSocketClientEntry["io"],
    };
  }
}

class Socket implements WebSocketClient {
  readonly #time: FakeTime;
  readonly #connection: SocketConnection;
  readonly #server: SocketScript;
  #room = -1;
  #written: number[] = [];
  #incoming: { bytes: Uint8Array; binary: boolean }[] = [];
  #readable = 0;

  constructor(time: FakeTime, connection: SocketConnection, server: SocketScript) {
    this.#time = time;
    this.#connection = connection;
    this.#server = server;
    const { fails } = server;
    this.#soon(() => {
      if (fails === undefined) this.#offer();
      else connection.options.onError?.call(this, networkError(fails));
    });
  }

  write(data: ByteBuffer, { binary = true, more = false } = {}): number {
    const bytes = new Uint8Array(data as Uint8Array);
    if (bytes.byteLength > this.#room) throw new Error("would block");
    if (binary) throw new Error("events are text");
    this.#written.push(...bytes);
    this.#room -= bytes.byteLength;
    if (!more) this.#hear();
    if (this.#room === 0) this.#soon(() => this.#offer());
    return this.#room;
  }

  read(byteLength = Number.POSITIVE_INFINITY): ArrayBuffer | undefined {
    const [message] = this.#incoming;
    if (message === undefined || this.#readable === 0) return undefined;
    const count = Math.min(byteLength, this.#readable);
    const bytes = message.bytes.slice(0, count);
    message.bytes = message.bytes.subarray(count);
    this.#readable -= count;
    return bytes.buffer;
  }

  close(): void {
    this.#connection.closed = true;
  }

  #offer(): void {
    this.#room = this.#server.window ?? 1_400;
    this.#connection.options.onWritable?.call(this, this.#room);
  }

  #hear(): void {
    const text = new TextDecoder().decode(Uint8Array.from(this.#written));
    this.#written = [];
    const message = JSON.parse(text) as Message;
    this.#connection.received.push(message);
    for (const said of this.#server.answer?.(message) ?? []) {
      this.#soon(() => this.#say(said));
    }
  }

  #say(said: Message | string | Uint8Array): void {
    const { options } = this.#connection;
    if (said === "close") options.onClose?.call(this);
    else if (said === "reset") options.onError?.call(this, networkError({ code: "network-reset" }));
    else {
      const isBinary = said instanceof Uint8Array;
      const text = typeof said === "string" ? said : JSON.stringify(said);
      const bytes = isBinary ? said : new TextEncoder().encode(text);
      this.#incoming.push({ bytes, binary: isBinary });
      if (this.#incoming.length === 1) this.#deliver();
    }
  }

  #deliver(): void {
    const [message] = this.#incoming;
    if (message === undefined || this.#connection.closed) return;
    const { piece = 600 } = this.#server;
    this.#readable = Math.min(piece, message.bytes.byteLength);
    const more = message.bytes.byteLength > this.#readable;
    const { binary } = message;
    this.#connection.options.onReadable?.call(this, this.#readable, { more, binary });
    if (message.bytes.byteLength === 0) this.#incoming.shift();
    this.#soon(() => this.#deliver());
  }

  /** After `close` nothing is called back. */
  #soon(act: () => void): void {
    this.#time.set(() => {
      if (!this.#connection.closed) act();
    }, this.#server.stepMs ?? 5);
  }
}

function networkError(fields: object): NetworkError {
  return Object.assign(new Error("said the network"), fields) as NetworkError;
}
