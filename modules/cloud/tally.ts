import type { Outcome } from "../host/outcome.js";
import type { Answer, AskCode } from "./ask.js";
import type { PostEnd } from "./post.js";
import type { RetryHint } from "./reply-status.js";
import type { Turn, Usage } from "./turn.js";
import type { Verdict } from "./verdict.js";

/** What a question has come to so far, request by request. */
export class Tally {
  toolCalls = 0;
  readonly #usage: Usage = { inputTokens: 0, outputTokens: 0 };
  readonly #untold: number[] = [];
  #last: PostEnd = { bytesSent: 0, bytesReceived: 0 };
  #requests = 0;
  #bytesSent = 0;
  #bytesReceived = 0;

  /** The server's word about the last request. */
  get hint(): RetryHint | undefined {
    return this.#last.hint;
  }

  /** A request is about to go out, with so many turns of calls in it. */
  begin(steps: number): void {
    this.#requests += 1;
    // Until its end is known it may have been billed: a line that throws never tells.
    this.#untold.push(steps);
  }

  end(end: PostEnd, { usage, isTold }: Turn): void {
    this.#last = end;
    this.#bytesSent += end.bytesSent;
    this.#bytesReceived += end.bytesReceived;
    if (isTold) {
      this.#usage.inputTokens += usage.inputTokens;
      this.#usage.outputTokens += usage.outputTokens;
    }
    if (isTold || !mayBeBilled(end)) this.#untold.length -= 1;
  }

  answer(outcome: Outcome<Verdict, AskCode>): Answer {
    const { status, hint } = this.#last;
    return {
      outcome,
      ...(status === undefined ? {} : { status }),
      ...(hint === undefined ? {} : { hint }),
      requests: this.#requests,
      toolCalls: this.toolCalls,
      bytesSent: this.#bytesSent,
      bytesReceived: this.#bytesReceived,
      usage: this.#usage,
      untold: this.#untold,
    };
  }
}

/** Not where nothing reached the server, nor where it has turned the request away. */
function mayBeBilled({ bytesSent, status = 200 }: PostEnd): boolean {
  return bytesSent > 0 && (status < 300 || status >= 500);
}
