import type { Clock, TimerId, Timers } from "../host/clock.js";
import type { HTTPClient, HTTPRequest, NetworkError } from "../host/network.js";
import { type ConnectionCode, connectionCodeOf } from "./connection-code.js";
import {
  RETRY_HEADERS,
  type RetryHint,
  refusalOf,
  retryHintOf,
  type StatusCode,
} from "./reply-status.js";
import type { RequestBody } from "./request-body.js";

export type PostCode = ConnectionCode | StatusCode | "cloud-timeout" | "cloud-reply-too-large";

export interface PostHost {
  readonly clock: Clock;
  readonly timers: Timers;
}

export interface LineOptions {
  readonly host: string;
  readonly port: number;
  /** DER. Where it is missing the host's own certificate store decides. */
  readonly ca?: ArrayBuffer | undefined;
}

export interface PostRequest {
  readonly path: string;
  /** Beside those that every request has. Values are printable ASCII. */
  readonly headers: readonly (readonly [string, string])[];
  readonly body: RequestBody;
  /** From now to the reply's last byte. */
  readonly timeoutMs: number;
  /**
   * Takes in the next bytes of a good answer's body, which are its own. Gives a code where they
   * are of no use, and `enough` where nothing more is wanted; the connection is closed then.
   */
  readonly take: (piece: Uint8Array) => PostCode | "enough" | undefined;
}

/** How a request ended; without a code all that was wanted of a good answer was taken. */
export interface PostEnd {
  readonly code?: PostCode;
  /** HTTP's, where the server got as far as that. */
  readonly status?: number;
  /** Where the server has refused. */
  readonly hint?: RetryHint;
  /** Of the bodies, without headers and TLS. */
  readonly bytesSent: number;
  readonly bytesReceived: number;
}

/** Read at a time, so that no reply asks for more memory than its reader allows. */
const PIECE_BYTES_MAX = 2_048;
const HEADERS_MASK = [...RETRY_HEADERS, "connection"];

/** One request on its way; `onEnd` is told whether the connection is good for another. */
export class Post {
  readonly #host: PostHost;
  readonly #request: PostRequest;
  readonly #onEnd: (end: PostEnd, isReusable: boolean) => void;
  readonly #timer: TimerId;
  #bytesSent = 0;
  #bytesReceived = 0;
  #status: number | undefined;
  #hint: RetryHint | undefined;
  #isKept = true;
  #done = false;

  constructor(
    host: PostHost,
    request: PostRequest,
    onEnd: (end: PostEnd, isReusable: boolean) => void,
  ) {
    this.#host = host;
    this.#request = request;
    this.#onEnd = onEnd;
    this.#timer = host.timers.set(() => this.fail("cloud-timeout"), request.timeoutMs);
  }

  send(client: HTTPClient): void {
    const { path, headers, body } = this.#request;
    const post = this;
    client.request({
      method: "POST",
      path,
      headers: new Map([
        ...headers,
        ["content-type", "application/json"],
        ["content-length", String(body.byteLength)],
      ]),
      headersMask: HEADERS_MASK,
      onHeaders: (status, received) => this.guard(() => this.#onHeaders(status, received)),
      onWritable(count) {
        post.guard(() => post.#onWritable(this, count));
      },
      onReadable(count) {
        post.guard(() => post.#onReadable(this, count));
      },
      onDone: (error) => this.guard(() => this.#onDone(error)),
    });
  }

  guard(act: () => void): void {
    if (this.#done) return;
    try {
      act();
    } catch (error) {
      this.fail(connectionCodeOf(error));
    }
  }

  fail(code: PostCode): void {
    this.#settle(code, false);
  }

  #onWritable(request: HTTPRequest, count: number): void {
    for (let room = count; room > 0 && !this.#done; ) {
      const piece = this.#request.body.read(room);
      if (piece === undefined) return;
      room = request.write(piece);
      this.#bytesSent += piece.byteLength;
    }
  }

  #onHeaders(status: number, headers: Map<string, string>): void {
    this.#status = status;
    this.#isKept = headers.get("connection") !== "close";
    const refusal = refusalOf(status);
    if (refusal === undefined) return;
    this.#hint = retryHintOf(status, headers, this.#host.clock.wallMs());
    // What stands in the body of a refusal is for people who read it elsewhere.
    this.fail(refusal);
  }

  #onReadable(request: HTTPRequest, count: number): void {
    for (let left = count; left > 0 && !this.#done; ) {
      const bytes = request.read(Math.min(left, PIECE_BYTES_MAX));
      if (bytes === undefined || bytes.byteLength === 0) return;
      left -= bytes.byteLength;
      this.#bytesReceived += bytes.byteLength;
      const said = this.#request.take(new Uint8Array(bytes));
      if (said === "enough") this.#settle(undefined, false);
      else if (said !== undefined) this.fail(said);
    }
  }

  #onDone(error: NetworkError | null): void {
    if (error) this.fail(connectionCodeOf(error));
    else if (this.#status === undefined) this.fail("network-protocol");
    else this.#settle(undefined, this.#isKept);
  }

  #settle(code: PostCode | undefined, isReusable: boolean): void {
    if (this.#done) return;
    this.#done = true;
    this.#host.timers.clear(this.#timer);
    this.#onEnd(
      {
        ...(code === undefined ? {} : { code }),
        ...(this.#status === undefined ? {} : { status: this.#status }),
        ...(this.#hint === undefined ? {} : { hint: this.#hint }),
        bytesSent: this.#bytesSent,
        bytesReceived: this.#bytesReceived,
      },
      isReusable,
    );
  }
}
