import { isRecord, parseBoundedJson } from "../bytes/bounded-json.js";
import type { TimerId, Timers } from "../host/clock.js";
import { connectionCodeOf } from "./connection-code.js";
import { STREAM_BYTES_MAX } from "./event-stream.js";
import type { Line } from "./line.js";
import { MessageSocket, type SocketEnd, type SocketHost } from "./message-socket.js";
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
import type { LineOptions, PostEnd } from "./post.js";
import type { AskedModel } from "./provider.js";
import { type AnsweredCall, type Question, textsAround } from "./question.js";
import { RequestBody } from "./request-body.js";
import type { Turn } from "./turn.js";

/** Its models know no less thinking. */
export const REALTIME_USUAL: AskedModel = { model: "gpt-realtime-2.1-mini", reasoning: "minimal" };

export interface RealtimeHost extends SocketHost {
  readonly timers: Timers;
}

export interface RealtimeOptions extends LineOptions {
  readonly path: string;
  /** Printable ASCII. It goes into one header and nowhere else. */
  readonly key: string;
}

/** One turn under way, to its end or its failure. */
interface Saying {
  readonly question: Question;
  readonly turn: Turn;
  readonly timer: TimerId;
  readonly resolve: (end: PostEnd) => void;
  readonly sentBefore: number;
  readonly receivedBefore: number;
}

/** What a server knows of the conversation. */
interface Known {
  readonly socket: MessageSocket;
  jpeg: Uint8Array | undefined;
  steps: number;
  /** Of our items with pictures. */
  pictureIds: string[];
  pictures: number;
  /** It still speaks of a verdict that was taken before its end. */
  isSpeaking: boolean;
}

/**
 * OpenAI's Realtime over one WebSocket: the conversation lies at the server, so that each turn sends
 * what is new, and the next question of the wake finds the connection open.
 */
export class RealtimeLine implements Line {
  readonly #host: RealtimeHost;
  readonly #options: RealtimeOptions;
  #known: Known | undefined;
  #saying: Saying | undefined;

  constructor(host: RealtimeHost, options: RealtimeOptions) {
    this.#host = host;
    this.#options = options;
  }

  say(question: Question, turn: Turn, timeoutMs: number): Promise<PostEnd> {
    return new Promise((resolve) => {
      const timer = this.#host.timers.set(() => this.#end({ code: "cloud-timeout" }), timeoutMs);
      const { bytesSent = 0, bytesReceived = 0 } = this.#known?.socket ?? {};
      const before = { sentBefore: bytesSent, receivedBefore: bytesReceived };
      this.#saying = { question, turn, timer, resolve, ...before };
      try {
        if (this.#known === undefined) this.#open(question);
        else if (!this.#known.isSpeaking) this.#ask(this.#known, question);
      } catch (error) {
        // Else the timer would outlive the turn, and end the next one.
        this.#end({ code: connectionCodeOf(error) });
      }
    });
  }

  close(): void {
    this.#known?.socket.close();
    this.#known = undefined;
  }

  #open(question: Question): void {
    const { path, key } = this.#options;
    const socket = new MessageSocket(this.#host, {
      ...this.#options,
      path: path === "" ? `/v1/realtime?model=${question.model}` : path,
      headers: bearer(key),
      onMessage: (text) => this.#take(text),
      onEnd: (end) => this.#end(end),
    });
    // One that could not be opened has ended the turn already.
    if (this.#saying === undefined) return;
    const known: Known = {
      socket,
      jpeg: undefined,
      steps: 0,
      pictureIds: [],
      pictures: 0,
      isSpeaking: false,
    };
    this.#known = known;
    this.#send(known, sessionEvent(question));
    this.#ask(known, question);
  }

  /** Sends what the server has not heard yet: a new picture, or what came of its calls. */
  #ask(known: Known, { jpeg, steps }: Question): void {
    if (known.jpeg !== jpeg || known.steps > steps.length) {
      for (const id of known.pictureIds) this.#send(known, forgetEvent(id));
      known.pictureIds = [];
      this.#show(known, jpeg);
      // Calls that another connection has brought.
      for (const call of steps.flat()) {
        this.#send(known, callEvent(call));
        this.#tell(known, call);
      }
    } else for (const call of steps.slice(known.steps).flat()) this.#tell(known, call);
    known.jpeg = jpeg;
    known.steps = steps.length;
    this.#send(known, respondEvent());
  }

  #tell(known: Known, call: AnsweredCall): void {
    this.#send(known, resultEvent(call));
    if (call.jpeg !== undefined) this.#show(known, call.jpeg);
  }

  #show(known: Known, jpeg: Uint8Array): void {
    known.pictures += 1;
    const id = `picture-${known.pictures}`;
    known.pictureIds.push(id);
    this.#send(known, pictureEvent(id, jpeg));
  }

  #send({ socket }: Known, { body, picture }: RealtimeEvent): void {
    const pictures = picture === undefined ? [] : [picture];
    const { codec } = this.#host;
    socket.send(new RequestBody({ texts: textsAround(body), pictures, codec }));
  }

  #take(text: string | undefined): void {
    const known = this.#known;
    if (known === undefined) return;
    const parsed = text === undefined ? undefined : parseBoundedJson(text);
    const event = parsed?.ok && isRecord(parsed.value) ? parsed.value : undefined;
    const isLast = event?.type === "response.done" || event?.type === "error";
    if (known.isSpeaking) {
      known.isSpeaking = !isLast;
      if (isLast && this.#saying !== undefined) this.#ask(known, this.#saying.question);
    } else if (this.#saying !== undefined) {
      const { turn, receivedBefore } = this.#saying;
      if (event === undefined) turn.fail("cloud-malformed", "no JSON object");
      else takeRealtime(event, turn);
      if (turn.said() !== undefined) {
        known.isSpeaking = !isLast;
        this.#end({});
      } else if (known.socket.bytesReceived - receivedBefore > STREAM_BYTES_MAX) {
        this.#end({ code: "cloud-reply-too-large" });
      }
    }
  }

  /** With a code the connection is given up: the next turn opens another. */
  #end(end: Partial<SocketEnd>): void {
    const saying = this.#saying;
    const { bytesSent = 0, bytesReceived = 0 } = this.#known?.socket ?? {};
    if (end.code !== undefined) this.close();
    if (saying === undefined) return;
    this.#saying = undefined;
    this.#host.timers.clear(saying.timer);
    saying.resolve({
      ...end,
      bytesSent: bytesSent - saying.sentBefore,
      bytesReceived: bytesReceived - saying.receivedBefore,
    });
  }
}
