import type { ByteBuffer } from "../../../modules/host/bytes.js";
import type {
  HTTPRequest,
  HTTPRequestOptions,
  NetworkError,
} from "../../../modules/host/network.js";
import { bytesOf } from "../../../native/storage/byte-buffer.js";
import { call } from "./board.js";

type Phase = "queued" | "sending" | "waiting" | "receiving" | "ended" | "closed";

/**
 * One request and its reply, as the firmware's side of the link knows them. The bytes themselves
 * stay with the board until they are read, as they stay in a socket's buffers on hardware.
 */
export class HTTPExchange {
  readonly request: Request;
  readonly #client: number;
  readonly #options: HTTPRequestOptions;
  #phase: Phase = "queued";
  #writable = 0;
  #readable = 0;

  constructor(client: number, options: HTTPRequestOptions) {
    this.#client = client;
    this.#options = options;
    this.request = new Request(this);
  }

  writable(count: number): void {
    this.#phase = "sending";
    this.#writable = count;
    this.#options.onWritable?.call(this.request, count);
  }

  headers(status: number, headers: Map<string, string>, statusText: string): void {
    this.#phase = "receiving";
    this.#options.onHeaders?.call(this.request, status, headers, statusText);
  }

  readable(count: number): void {
    this.#readable = count;
    this.#options.onReadable?.call(this.request, count);
  }

  done(error: NetworkError | null): void {
    this.#phase = "ended";
    this.#readable = 0;
    this.#options.onDone?.call(this.request, error);
  }

  /** The client is closed: nothing more is called, and every method throws. */
  cancel(): void {
    this.#phase = "closed";
  }

  read(wanted: number | ByteBuffer | undefined): ArrayBuffer | number | undefined {
    this.#refuseClosed();
    const into = typeof wanted === "object" ? bytesOf(wanted) : undefined;
    const limit = into?.byteLength ?? limitOf(wanted as number | undefined);
    if (this.#phase !== "receiving" || this.#readable === 0) return undefined;
    const byteLength = Math.min(limit, this.#readable);
    if (byteLength === 0) return into === undefined ? new ArrayBuffer(0) : 0;
    const { payload } = call({ op: "http.read", client: this.#client, byteLength });
    this.#readable -= payload.byteLength;
    if (into === undefined) return payload;
    into.set(new Uint8Array(payload));
    return payload.byteLength;
  }

  write(data: ByteBuffer | undefined): number {
    this.#refuseClosed();
    if (this.#phase !== "sending") throw new Error("the request is not sending a body");
    const bytes = data === undefined ? undefined : bytesOf(data);
    if (bytes !== undefined && bytes.byteLength > this.#writable) {
      throw new Error(`${bytes.byteLength} bytes are more than the ${this.#writable} writable`);
    }
    if (bytes?.byteLength === 0) return this.#writable;
    const end = bytes === undefined;
    const { writable, complete } = call({ op: "http.write", client: this.#client, end }, bytes);
    this.#writable = writable as number;
    if (complete === true) this.#phase = "waiting";
    return this.#writable;
  }

  #refuseClosed(): void {
    if (this.#phase === "closed") throw new Error("the client is closed");
  }
}

/** What the firmware holds: the standard's HTTP Client Request instance, and nothing else. */
class Request implements HTTPRequest {
  readonly #exchange: HTTPExchange;

  constructor(exchange: HTTPExchange) {
    this.#exchange = exchange;
  }

  get format(): string {
    return "buffer";
  }

  set format(format: string) {
    if (format !== "buffer") throw new Error("the only format is buffer");
  }

  /** Up to that many bytes, or what fills the buffer; undefined where none are there. */
  read(byteLength?: number): ArrayBuffer | undefined;
  read(buffer: ByteBuffer): number | undefined;
  read(wanted?: number | ByteBuffer): ArrayBuffer | number | undefined {
    return this.#exchange.read(wanted);
  }

  /** All of `data` or, with an error, none of it; without it, ends a chunked body. */
  write(data?: ByteBuffer): number {
    return this.#exchange.write(data);
  }
}

function limitOf(wanted: number | undefined): number {
  if (wanted === undefined) return Number.POSITIVE_INFINITY;
  if (typeof wanted !== "number") throw new TypeError("read takes a number or a Byte Buffer");
  if (!Number.isInteger(wanted) || wanted < 0) throw new RangeError("not a number of bytes");
  return wanted;
}
