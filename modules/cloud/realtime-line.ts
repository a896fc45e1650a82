import { isRecord, parseBoundedJson } from "../bytes/bounded-json.js";
import type { Clock, TimerId, Timers } from "../host/clock.js";
import type { Codec } from "../host/codec.js";
import type { WebSocketClient, WebSocketClientEntry } from "../host/web-socket.js";
import { connectionCodeOf } from "./connection-code.js";
import { STREAM_BYTES_MAX } from "./event-stream.js";
import type { LineOptions, PostCode, PostEnd } from "./https-line.js";
import type { Line } from "./line.js";
import { bearer } from "./openai-chat.js";
import {
  callEvent,
  forgetEvent,
  pictureEvent,
  type RealtimeEvent,
  respondEvent,
  resultEvent,
  sessionEvent,
  takeRealtime,
} from "./openai-realtime.js";
import { type AnsweredCall, type Question, textsAround } from "./question.js";
import { ReplyBody } from "./reply-body.js";
import { refusalOf } from "./reply-status.js";
import { RequestBody } from "./request-body.js";
import type { Turn } from "./turn.js";

export interface RealtimeHost {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly codec: Codec;
  readonly network: { readonly wss: { readonly client: WebSocketClientEntry } };
}

export interface RealtimeOptions extends LineOptions {
  readonly path: string;
  /** Printable ASCII. It goes into one header and nowhere else. */
  readonly key: string;
}

/** What is under way: one turn, to its end or its failure. */
interface Saying {
  readonly turn: Turn;
  readonly timer: TimerId;
  readonly resolve: (end: PostEnd) => void;
}

/**
 * OpenAI's Realtime over one WebSocket: the conversation lies at the server, so that each turn sends
 * what is new, and the next question of the wake finds the connection open.
 */
export class RealtimeLine implements Line {
  readonly #host: RealtimeHost;
  readonly #options: RealtimeOptions;
  #socket: WebSocketClient | undefined;
  #room = 0;
  /** Messages to send, the first perhaps in part. */
  #unsent: RequestBody[] = [];
  #message: ReplyBody;
  #saying: Saying | undefined;
  /** What the server knows of: the picture that is asked about, how many turns, our items. */
  #jpeg: Uint8Array | undefined;
  #stepsSent = 0;
  #pictureIds: string[] = [];
  #pictures = 0;
  #bytesSent = 0;
  #bytesReceived = 0;

  constructor(host: RealtimeHost, options: RealtimeOptions) {
    this.#host = host;
    this.#options = options;
    this.#message = new ReplyBody(host.codec);
  }

  say(question: Question, turn: Turn, timeoutMs: number): Promise<PostEnd> {
    return new Promise((resolve) => {
      this.#bytesSent = 0;
      this.#bytesReceived = 0;
      const timer = this.#host.timers.set(() => this.#end("cloud-timeout"), timeoutMs);
      this.#saying = { turn, timer, resolve };
      this.#guard(() => {
        if (this.#socket === undefined) this.#open(question);
        this.#queue(question);
        this.#send();
      });
    });
  }

  close(): void {
    try {
      this.#socket?.close();
    } catch {
      // A connection that will not close ends with the wake.
    }
    this.#socket = undefined;
    this.#jpeg = undefined;
    this.#pictureIds = [];
    this.#room = 0;
    this.#unsent = [];
  }

  #open(question: Question): void {
    const { client } = this.#host.network.wss;
    const { host, port, path, key, ca } = this.#options;
    const tls = { host, minimumVersion: "TLSv1.2" as const, ...(ca === undefined ? {} : { ca }) };
    const line = this;
    this.#message = new ReplyBody(this.#host.codec);
    this.#socket = new client.io({
      ...client,
      host,
      port,
      path: path === "" ? `/v1/realtime?model=${question.model}` : path,
      headers: new Map(bearer(key)),
      socket: { ...client.socket, tls },
      onWritable: (count) => this.#guard(() => this.#onWritable(count)),
      onReadable(count, { more, binary }) {
        line.#guard(() => line.#onReadable(this, count, more, binary));
      },
      onClose: () => this.#end("network-reset"),
      onError: (error) => {
        const refused = error?.status === undefined ? undefined : refusalOf(error.status);
        this.#end(refused ?? connectionCodeOf(error), error?.status);
      },
    });
    this.#push(sessionEvent(question));
  }

  /** What the server has not heard yet: a new picture, or what came of its calls. */
  #queue({ jpeg, steps }: Question): void {
    if (this.#jpeg !== jpeg || this.#stepsSent > steps.length) {
      for (const id of this.#pictureIds) this.#push(forgetEvent(id));
      this.#pictureIds = [];
      this.#show(jpeg);
      // Calls that another connection has brought.
      for (const call of steps.flat()) {
        this.#push(callEvent(call));
        this.#tell(call);
      }
    } else for (const call of steps.slice(this.#stepsSent).flat()) this.#tell(call);
    this.#push(respondEvent());
    this.#jpeg = jpeg;
    this.#stepsSent = steps.length;
  }

  #tell(call: AnsweredCall): void {
    this.#push(resultEvent(call));
    if (call.jpeg !== undefined) this.#show(call.jpeg);
  }

  #show(jpeg: Uint8Array): void {
    this.#pictures += 1;
    const id = `picture-${this.#pictures}`;
    this.#pictureIds.push(id);
    this.#push(pictureEvent(id, jpeg));
  }

  #push({ body, picture }: RealtimeEvent): void {
    const pictures = picture === undefined ? [] : [picture];
    const { codec } = this.#host;
    this.#unsent.push(new RequestBody({ texts: textsAround(body), pictures, codec }));
  }

  #onWritable(count: number): void {
    this.#room = count;
    this.#send();
  }

  #send(): void {
    const socket = this.#socket;
    while (socket !== undefined && socket === this.#socket && this.#room > 0) {
      const [body] = this.#unsent;
      const piece = body?.read(this.#room);
      if (body === undefined || piece === undefined) return;
      const more = body.bytesLeft > 0;
      if (!more) this.#unsent.shift();
      this.#bytesSent += piece.byteLength;
      this.#room = socket.write(piece, { binary: false, more });
    }
  }

  #onReadable(socket: WebSocketClient, count: number, more: boolean, binary: boolean): void {
    const bytes = socket.read(count);
    if (bytes === undefined || this.#saying === undefined) return;
    this.#bytesReceived += bytes.byteLength;
    const fits = this.#message.add(new Uint8Array(bytes));
    if (binary) this.#end("network-protocol");
    else if (!fits || this.#bytesReceived > STREAM_BYTES_MAX) this.#end("cloud-reply-too-large");
    else if (!more) this.#takeMessage(this.#saying.turn);
  }

  #takeMessage(turn: Turn): void {
    const parsed = parseBoundedJson(this.#message.text() ?? "");
    this.#message = new ReplyBody(this.#host.codec);
    if (parsed.ok && isRecord(parsed.value)) takeRealtime(parsed.value, turn);
    else turn.fail("cloud-malformed", "no JSON object");
    if (turn.said() !== undefined) this.#end(undefined);
  }

  #guard(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.#end(connectionCodeOf(error));
    }
  }

  /** With a code the connection is given up: the next turn opens another. */
  #end(code: PostCode | undefined, status?: number): void {
    const saying = this.#saying;
    if (code !== undefined) this.close();
    if (saying === undefined) return;
    this.#saying = undefined;
    this.#host.timers.clear(saying.timer);
    saying.resolve({
      ...(code === undefined ? {} : { code }),
      ...(status === undefined ? {} : { status }),
      bytesSent: this.#bytesSent,
      bytesReceived: this.#bytesReceived,
    });
  }
}
