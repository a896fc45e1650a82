import type {
  HTTPClientOptions,
  HTTPRequest,
  HTTPRequestOptions,
  NetworkError,
} from "../../modules/host/network.js";

/** Bytes as an engine without text codecs has them. */
interface ByteSocket {
  read(): ArrayBuffer | undefined;
  write(bytes: Uint8Array): number;
  close(): void;
}

type SocketClass = new (options: object) => ByteSocket;

/**
 * As much of an HTTP client as test/conformance/network/tls-*.ts needs: one request, by HTTP/1.0, so
 * that a reply ends at its length or with its connection. In place of the SDK's, which is not there
 * where these tests run; the host is an address.
 */
export class OneExchange {
  readonly #options: HTTPClientOptions;
  readonly #socket: ByteSocket;
  #request: HTTPRequestOptions = {};
  #hasAsked = false;
  #left = 0;
  #text = "";
  #body: number[] = [];
  #isInBody = false;
  #expected: number | undefined;
  #isOver = false;
  readonly #self: HTTPRequest;

  constructor(options: HTTPClientOptions) {
    this.#options = options;
    this.#self = {
      read: () => Uint8Array.from(this.#body.splice(0)).buffer,
      write: (data) => this.#write(data as Uint8Array),
    };
    this.#socket = new (options.socket.io as SocketClass)({
      ...options.socket,
      address: options.host,
      port: options.port,
      onReadable: () => this.#take(),
      onWritable: (count: number) => this.#send(count),
      onError: (error: NetworkError) => this.#end(error),
    });
  }

  request(options: HTTPRequestOptions): HTTPRequest {
    this.#request = options;
    this.#left = Number(options.headers?.get("content-length") ?? 0);
    return this.#self;
  }

  close(): void {
    this.#isOver = true;
    this.#socket.close();
  }

  #send(count: number): void {
    let room = count;
    if (!this.#hasAsked) {
      this.#hasAsked = true;
      const { method = "GET", path } = this.#request;
      const length = this.#left > 0 ? `content-length: ${this.#left}\r\n` : "";
      room = this.#socket.write(bytesOf(`${method} ${path} HTTP/1.0\r\n${length}\r\n`));
    }
    if (room > 0 && this.#left > 0) {
      this.#request.onWritable?.call(this.#self, Math.min(room, this.#left));
    }
  }

  #write(data: Uint8Array): number {
    this.#left -= data.byteLength;
    return this.#socket.write(data);
  }

  #take(): void {
    const bytes = new Uint8Array(this.#socket.read() ?? new ArrayBuffer(0));
    for (const byte of bytes) {
      if (this.#isInBody) this.#body.push(byte);
      else this.#takeHeadByte(byte);
    }
    if (this.#expected !== undefined) this.#expected -= this.#body.length;
    if (this.#body.length > 0) this.#request.onReadable?.call(this.#self, this.#body.length);
    if (this.#isInBody && this.#expected === 0) this.#end(undefined);
  }

  #takeHeadByte(byte: number): void {
    this.#text += String.fromCharCode(byte);
    if (!this.#text.endsWith("\r\n\r\n")) return;
    this.#isInBody = true;
    const length = /content-length: (\d+)/i.exec(this.#text)?.[1];
    this.#expected = length === undefined ? undefined : Number(length);
    this.#request.onHeaders?.call(this.#self, Number(this.#text.slice(9, 12)), new Map(), "");
  }

  /** A reply without a length ends with its connection, in good order or not. */
  #end(error: NetworkError | undefined): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const isWhole = this.#isInBody && (this.#expected ?? 0) === 0;
    this.#request.onDone?.call(this.#self, isWhole ? null : (error ?? null));
    if (!isWhole) this.#options.onError?.(error);
  }
}

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (char) => char.charCodeAt(0));
}
