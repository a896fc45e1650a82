import type { ByteBuffer } from "../../../modules/host/bytes.js";
import type {
  HTTPRequest,
  HTTPRequestOptions,
  NetworkError,
} from "../../../modules/host/network.js";
import type { ReplyLines } from "./reply-lines.js";

/** What an exchange asks of its client. */
export interface ExchangeClient {
  /** Runs a callback of the firmware's, unless the client is closed. */
  call(callback: () => void): void;
  /** The server has sent what makes no sense: everything ends. */
  breakOff(): void;
  readonly lines: ReplyLines;
  /** The next bytes that go out are the last chunk. */
  endChunks(): void;
  onEnd(exchange: HTTPExchange): void;
}

/** The SDK's request: it counts nothing that its caller does not. */
interface SDKRequest {
  read(wanted: number | ByteBuffer): ArrayBuffer | number | undefined;
  write(data?: ByteBuffer): number;
}

/** One request of the firmware's over one of the SDK's client. */
export class HTTPExchange implements HTTPRequest {
  readonly #client: ExchangeClient;
  readonly #options: HTTPRequestOptions;
  #inner: SDKRequest | undefined;
  #readable = 0;
  #unsent = 0;

  constructor(client: ExchangeClient, options: HTTPRequestOptions) {
    this.#client = client;
    this.#options = options;
    for (const [name, value] of options.headers ?? []) {
      if (name.toLowerCase() === "content-length") this.#unsent = Number(value);
      if (name.toLowerCase() === "transfer-encoding") this.#unsent = Number.POSITIVE_INFINITY;
    }
  }

  /** Whether some of its body is still to be written. */
  get isSending(): boolean {
    return this.#unsent > 0;
  }

  /** Options for the SDK's client, whose callbacks end up at the firmware's. */
  innerOptions(): HTTPRequestOptions {
    const { method = "GET", path = "/", headers, headersMask } = this.#options;
    return {
      method,
      path,
      ...(headers === undefined ? {} : { headers }),
      ...(headersMask === undefined ? {} : { headersMask }),
      onHeaders: (status, fields, statusText) => this.#takeHeaders(status, fields, statusText),
      onReadable: (count) => this.#takeReadable(count),
      onWritable: (count) => this.#call((options) => options.onWritable?.call(this, count)),
      onDone: (error) => {
        if (error === null) this.done(null);
      },
    };
  }

  begin(inner: HTTPRequest): void {
    this.#inner = inner as unknown as SDKRequest;
  }

  read(byteLength?: number): ArrayBuffer | undefined;
  read(buffer: ByteBuffer): number | undefined;
  read(wanted: number | ByteBuffer = this.#readable): ArrayBuffer | number | undefined {
    const asked = typeof wanted === "object" ? wanted.byteLength : wanted;
    const byteLength = Math.min(asked, this.#readable);
    // The SDK's client hands a zero on to its socket, which may throw at it.
    if (this.#inner === undefined || !(byteLength > 0)) return undefined;
    this.#readable -= byteLength;
    return this.#inner.read(typeof wanted === "object" ? wanted : byteLength);
  }

  write(data?: ByteBuffer): number {
    if (this.#inner === undefined) throw new Error("the request is over");
    const writable = this.#inner.write(data);
    this.#unsent = data === undefined ? 0 : this.#unsent - data.byteLength;
    if (data === undefined) this.#client.endChunks();
    return writable;
  }

  done(error: NetworkError | null): void {
    this.#inner = undefined;
    this.#readable = 0;
    this.#client.lines.beginHead();
    this.#client.onEnd(this);
    this.#call((options) => options.onDone?.call(this, error));
  }

  /** The client is closed: nothing more is called. */
  cancel(): void {
    this.#inner = undefined;
  }

  #takeHeaders(status: number, fields: Map<string, string>, statusText: string): void {
    if (!(status >= 100 && status <= 999)) {
      this.#client.breakOff();
      return;
    }
    const text = statusText.trim();
    this.#client.lines.beginBody();
    this.#call((options) => options.onHeaders?.call(this, status, fields, text));
  }

  /** A length or a chunk that is no number comes out of the SDK's client as such a count. */
  #takeReadable(count: number): void {
    if (!(count > 0)) {
      this.#client.breakOff();
      return;
    }
    this.#client.lines.beginPiece();
    this.#readable = count;
    this.#call((options) => options.onReadable?.call(this, count));
  }

  #call(callback: (options: HTTPRequestOptions) => void): void {
    this.#client.call(() => callback(this.#options));
  }
}
