import { asBytes } from "../bytes/view.js";
import type { ByteBuffer } from "../host/bytes.js";
import type { Clock, TimerId, Timers } from "../host/clock.js";
import type { Codec } from "../host/codec.js";
import type { HTTPClient, HTTPClientEntry, HTTPRequest, NetworkError } from "../host/network.js";
import type { Outcome } from "../host/outcome.js";
import { chatRequestAround, parseChatReply, type ReplyCode } from "./chat-completions.js";
import { type ConnectionCode, connectionCodeOf } from "./connection-code.js";
import { ReplyBody } from "./reply-body.js";
import { refusalOf, retryAfterMs, type StatusCode } from "./reply-status.js";
import { RequestBody } from "./request-body.js";
import type { Verdict } from "./verdict.js";

export type AskCode =
  | ReplyCode
  | StatusCode
  | ConnectionCode
  | "cloud-timeout"
  | "cloud-reply-too-large";

export interface AskHost {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly codec: Codec;
  readonly network: { readonly https: { readonly client: HTTPClientEntry } };
}

export interface AskOptions {
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly model: string;
  readonly completionTokensMax: number;
  /** For the whole question, from the name's look-up to the answer's last byte. */
  readonly timeoutMs: number;
  /** Printable ASCII. It goes into one header and nowhere else. */
  readonly key: string;
  /** DER. Where it is missing the host's own certificate store decides. */
  readonly ca?: ArrayBuffer;
}

export interface Answer {
  readonly outcome: Outcome<Verdict, AskCode>;
  /** HTTP's, where the cloud got as far as that. */
  readonly status?: number;
  /** How long a cloud that was asked too often wants to be left alone. */
  readonly retryAfterMs?: number;
  /** Of the bodies, without headers and TLS. */
  readonly bytesSent: number;
  readonly bytesReceived: number;
}

/**
 * Asks the cloud once about one picture. Never throws and never waits longer than `timeoutMs`; the
 * connection is closed when the promise resolves. The picture stays the caller's.
 */
export function ask(host: AskHost, jpeg: ByteBuffer, options: AskOptions): Promise<Answer> {
  return new Promise((resolve) => new Question(host, asBytes(jpeg), options, resolve));
}

class Question {
  readonly #host: AskHost;
  readonly #resolve: (answer: Answer) => void;
  readonly #body: RequestBody;
  readonly #reply: ReplyBody;
  #client: HTTPClient | undefined;
  #timer: TimerId | undefined;
  #bytesSent = 0;
  #status: number | undefined;
  #retryAfterMs: number | undefined;
  #done = false;

  constructor(
    host: AskHost,
    jpeg: Uint8Array,
    options: AskOptions,
    resolve: (answer: Answer) => void,
  ) {
    this.#host = host;
    this.#resolve = resolve;
    this.#body = new RequestBody({ ...chatRequestAround(options), jpeg, codec: host.codec });
    this.#reply = new ReplyBody(host.codec);
    this.#timer = host.timers.set(() => this.#fail("cloud-timeout"), options.timeoutMs);
    this.#guard(() => this.#open(options));
  }

  #open({ host, port, path, key, ca }: AskOptions): void {
    const { client } = this.#host.network.https;
    const tls = { host, minimumVersion: "TLSv1.2" as const, ...(ca === undefined ? {} : { ca }) };
    this.#client = new client.io({
      ...client,
      host,
      port,
      socket: { ...client.socket, tls },
      onError: (error) => this.#fail(connectionCodeOf(error)),
    });
    const question = this;
    this.#client.request({
      method: "POST",
      path,
      headers: new Map([
        ["authorization", `Bearer ${key}`],
        ["content-type", "application/json"],
        ["content-length", String(this.#body.byteLength)],
        ["accept", "application/json"],
        ["connection", "close"],
      ]),
      headersMask: ["retry-after"],
      onHeaders: (status, headers) => this.#guard(() => this.#onHeaders(status, headers)),
      onWritable(count) {
        question.#guard(() => question.#onWritable(this, count));
      },
      onReadable(count) {
        question.#guard(() => question.#onReadable(this, count));
      },
      onDone: (error) => this.#guard(() => this.#onDone(error)),
    });
  }

  #onWritable(request: HTTPRequest, count: number): void {
    for (let room = count; room > 0 && !this.#done; ) {
      const piece = this.#body.read(room);
      if (piece === undefined) return;
      room = request.write(piece);
      this.#bytesSent += piece.byteLength;
    }
  }

  #onHeaders(status: number, headers: Map<string, string>): void {
    this.#status = status;
    const refusal = refusalOf(status);
    if (refusal === undefined) return;
    if (refusal === "cloud-rate-limited" || refusal === "cloud-server-error") {
      this.#retryAfterMs = retryAfterMs(headers.get("retry-after"), this.#host.clock.wallMs());
    }
    // What stands in the body of a refusal is for people who read it elsewhere.
    this.#fail(refusal);
  }

  #onReadable(request: HTTPRequest, count: number): void {
    if (this.#done || count === 0) return;
    if (!this.#reply.hasRoomFor(count)) {
      this.#fail("cloud-reply-too-large");
      return;
    }
    const bytes = request.read(count);
    if (bytes !== undefined) this.#reply.add(bytes);
  }

  #onDone(error: NetworkError | null): void {
    if (error) this.#fail(connectionCodeOf(error));
    else if (this.#status === undefined) this.#fail("network-protocol");
    else this.#settle(parseChatReply(this.#reply.text()));
  }

  /** A host that throws has lost the connection, whatever it says: its words may hold the key. */
  #guard(act: () => void): void {
    if (this.#done) return;
    try {
      act();
    } catch (error) {
      this.#fail(connectionCodeOf(error));
    }
  }

  #fail(code: AskCode): void {
    this.#settle({ ok: false, code });
  }

  #settle(outcome: Outcome<Verdict, AskCode>): void {
    if (this.#done) return;
    this.#done = true;
    if (this.#timer !== undefined) this.#host.timers.clear(this.#timer);
    try {
      this.#client?.close();
    } catch {
      // The answer is known; a connection that will not close ends with the wake.
    }
    this.#resolve({
      outcome,
      ...(this.#status === undefined ? {} : { status: this.#status }),
      ...(this.#retryAfterMs === undefined ? {} : { retryAfterMs: this.#retryAfterMs }),
      bytesSent: this.#bytesSent,
      bytesReceived: this.#reply.byteLength,
    });
  }
}
