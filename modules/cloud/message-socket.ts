import type { Clock } from "../host/clock.js";
import type { Codec } from "../host/codec.js";
import type { WebSocketClient, WebSocketClientEntry, WebSocketError } from "../host/web-socket.js";
import { connectionCodeOf } from "./connection-code.js";
import type { LineOptions, PostCode, PostEnd } from "./post.js";
import { ReplyBody } from "./reply-body.js";
import { refusalOf, retryHintOf } from "./reply-status.js";
import type { RequestBody } from "./request-body.js";

export interface SocketHost {
  readonly clock: Clock;
  readonly codec: Codec;
  readonly network: { readonly wss: { readonly client: WebSocketClientEntry } };
}

export interface MessageSocketOptions extends LineOptions {
  readonly path: string;
  readonly headers: readonly (readonly [string, string])[];
  /** A whole message; undefined where it was no UTF-8. */
  readonly onMessage: (text: string | undefined) => void;
  /** The connection is of no more use; called once, and never by `close`. */
  readonly onEnd: (end: SocketEnd) => void;
}

/** Why, and what a server that refused the connection has said by HTTP. */
export type SocketEnd = Pick<PostEnd, "status" | "hint"> & { readonly code: PostCode };

/** Text messages over a WebSocket with TLS, whole ones in, streamed ones out. Never throws. */
export class MessageSocket {
  readonly #options: MessageSocketOptions;
  readonly #codec: Codec;
  readonly #clock: Clock;
  #socket: WebSocketClient | undefined;
  #room = 0;
  /** Messages to send, the first perhaps in part. */
  #unsent: RequestBody[] = [];
  #message: ReplyBody;
  #isOpen = true;
  bytesSent = 0;
  bytesReceived = 0;

  constructor(host: SocketHost, options: MessageSocketOptions) {
    this.#options = options;
    this.#codec = host.codec;
    this.#clock = host.clock;
    this.#message = new ReplyBody(host.codec);
    this.#guard(() => {
      this.#socket = this.#open(host.network.wss.client);
    });
  }

  send(message: RequestBody): void {
    this.#unsent.push(message);
    this.#guard(() => this.#write());
  }

  close(): void {
    this.#isOpen = false;
    try {
      this.#socket?.close();
    } catch {
      // A connection that will not close ends with the wake.
    }
    this.#socket = undefined;
  }

  #open(client: WebSocketClientEntry): WebSocketClient {
    const { host, port, path, headers, ca } = this.#options;
    const tls = { host, minimumVersion: "TLSv1.2" as const, ...(ca === undefined ? {} : { ca }) };
    const messages = this;
    return new client.io({
      ...client,
      host,
      port,
      path,
      headers: new Map(headers),
      socket: { ...client.socket, tls },
      onWritable: (count) => {
        this.#room = count;
        this.#guard(() => this.#write());
      },
      onReadable(count, { more, binary }) {
        messages.#guard(() => messages.#read(this, count, more, binary));
      },
      onClose: () => this.#end({ code: "network-reset" }),
      onError: (error) => this.#end(this.#refusalOf(error) ?? { code: connectionCodeOf(error) }),
    });
  }

  #write(): void {
    while (this.#socket !== undefined && this.#room > 0) {
      const [body] = this.#unsent;
      const piece = body?.read(this.#room);
      if (body === undefined || piece === undefined) return;
      const more = body.bytesLeft > 0;
      if (!more) this.#unsent.shift();
      this.bytesSent += piece.byteLength;
      this.#room = this.#socket.write(piece, { binary: false, more });
    }
  }

  #read(socket: WebSocketClient, count: number, more: boolean, binary: boolean): void {
    const bytes = socket.read(count);
    if (bytes === undefined) return;
    this.bytesReceived += bytes.byteLength;
    if (binary) this.#end({ code: "network-protocol" });
    else if (!this.#message.add(new Uint8Array(bytes)))
      this.#end({ code: "cloud-reply-too-large" });
    else if (!more) {
      const text = this.#message.text();
      this.#message = new ReplyBody(this.#codec);
      this.#options.onMessage(text);
    }
  }

  #refusalOf({ status, headers }: Partial<WebSocketError> = {}): SocketEnd | undefined {
    const code = status === undefined ? undefined : refusalOf(status);
    if (status === undefined || code === undefined) return undefined;
    const hint = retryHintOf(status, headers ?? new Map(), this.#clock.wallMs());
    return { code, status, hint };
  }

  #guard(act: () => void): void {
    if (!this.#isOpen) return;
    try {
      act();
    } catch (error) {
      this.#end({ code: connectionCodeOf(error) });
    }
  }

  #end(end: SocketEnd): void {
    if (!this.#isOpen) return;
    this.close();
    this.#options.onEnd(end);
  }
}
