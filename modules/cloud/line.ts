import { isRecord, parseBoundedJson } from "../bytes/bounded-json.js";
import type { Codec } from "../host/codec.js";
import { EventStream } from "./event-stream.js";
import { HttpsLine, type LineHost } from "./https-line.js";
import type { LineOptions, PostCode, PostEnd } from "./post.js";
import type { Provider } from "./provider.js";
import { picturesOf, type Question, textsAround } from "./question.js";
import { ReplyBody } from "./reply-body.js";
import { RequestBody } from "./request-body.js";
import type { Turn } from "./turn.js";

/** A way to ask one cloud, kept open from question to question until it is closed. */
export interface Line {
  /**
   * Sends a question and lets `turn` take in what is said. The end has a code where that was cut
   * short; else the turn knows. Never throws, and never waits longer than `timeoutMs`.
   */
  say(question: Question, turn: Turn, timeoutMs: number): Promise<PostEnd>;
  close(): void;
}

export interface CloudLineHost extends LineHost {
  readonly codec: Codec;
}

export interface CloudLineOptions extends LineOptions {
  readonly provider: Provider;
  /** Empty for the provider's. */
  readonly path: string;
  /** Printable ASCII. It goes into one header and nowhere else. */
  readonly key: string;
  /** As server-sent events: the verdict is taken as soon as it stands. */
  readonly streamed: boolean;
}

/** One POST for each turn, with the whole conversation in each. */
export class PostLine implements Line {
  readonly #codec: Codec;
  readonly #options: CloudLineOptions;
  readonly #https: HttpsLine;

  constructor(host: CloudLineHost, options: CloudLineOptions) {
    this.#codec = host.codec;
    this.#options = options;
    this.#https = new HttpsLine(host, options);
  }

  async say(question: Question, turn: Turn, timeoutMs: number): Promise<PostEnd> {
    const { provider, path, key, streamed } = this.#options;
    const codec = this.#codec;
    const texts = textsAround(provider.body(question, streamed));
    const whole = new ReplyBody(codec);
    const end = await this.#https.post({
      path: path === "" ? provider.path(question.model, streamed) : path,
      headers: [
        ...provider.headers(key),
        ["accept", streamed ? "text/event-stream" : "application/json"],
      ],
      body: new RequestBody({ texts, pictures: picturesOf(question), codec }),
      timeoutMs,
      take: streamed
        ? this.#streamInto(turn)
        : (piece) => (whole.add(piece) ? undefined : "cloud-reply-too-large"),
    });
    if (!streamed && end.code === undefined) takeMessage(provider, whole.text(), turn, false);
    return end;
  }

  close(): void {
    this.#https.close();
  }

  #streamInto(turn: Turn): (piece: Uint8Array) => PostCode | "enough" | undefined {
    const { provider } = this.#options;
    const events = new EventStream(this.#codec, (data) => {
      if (turn.said() === undefined && data !== END_OF_CHAT) {
        takeMessage(provider, data, turn, true);
      }
    });
    return (piece) => events.add(piece) ?? (turn.said() === undefined ? undefined : "enough");
  }
}

/** How Chat Completions ends a stream; the others just do. */
const END_OF_CHAT = "[DONE]";

/** `text` is undefined where it was no UTF-8. */
function takeMessage(
  provider: Provider,
  text: string | undefined,
  turn: Turn,
  streamed: boolean,
): void {
  const parsed = text === undefined ? undefined : parseBoundedJson(text);
  if (parsed?.ok && isRecord(parsed.value)) provider.take(parsed.value, turn, streamed);
  else turn.fail("cloud-malformed", "no JSON object");
}
