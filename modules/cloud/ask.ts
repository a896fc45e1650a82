import { asBytes } from "../bytes/view.js";
import type { ByteBuffer } from "../host/bytes.js";
import type { Clock, RandomSource, Timers } from "../host/clock.js";
import type { Outcome } from "../host/outcome.js";
import type { Line } from "./line.js";
import type { PostCode, PostEnd } from "./post.js";
import type { AnsweredCall, Reasoning } from "./question.js";
import type { RetryHint } from "./reply-status.js";
import { isRetryable, RETRY_LEFT_MS_MIN, retryDelayMs, WAIT_MS_MAX } from "./retry.js";
import { answerCall, declarationOf, type ToolBox } from "./tools.js";
import { type Said, type ToolCall, Turn, type TurnCode, type Usage } from "./turn.js";
import type { Verdict } from "./verdict.js";

export type AskCode = PostCode | TurnCode | "cloud-tool-steps";

export interface AskHost {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: RandomSource;
}

export interface AskOptions {
  readonly model: string;
  /** Of each turn. */
  readonly completionTokensMax: number;
  readonly reasoning: Reasoning | undefined;
  /** For the whole question, with its attempts, its tools and the waits between. */
  readonly timeoutMs: number;
  /** Of each turn, the first included. */
  readonly attemptsMax: number;
  /** Turns that call tools. */
  readonly toolStepsMax: number;
}

export interface Answer {
  readonly outcome: Outcome<Verdict, AskCode>;
  /** HTTP's, of the last request that got as far as that. */
  readonly status?: number;
  /** Where the last attempt failed: whether another may not, and how long to wait before it. */
  readonly hint?: RetryHint;
  readonly requests: number;
  readonly toolCalls: number;
  /** Of the bodies of all requests, without headers and TLS. */
  readonly bytesSent: number;
  readonly bytesReceived: number;
  /** Of all turns, as far as the cloud told: a verdict that is taken early leaves its sum untold. */
  readonly usage: Usage;
}

/**
 * Asks the cloud about one picture, lets it call the tools of the box, and asks again where that may
 * help. Never throws, and never waits longer than `timeoutMs`. The picture stays the caller's, and so
 * does the line.
 */
export function ask(
  host: AskHost,
  line: Line,
  jpeg: ByteBuffer,
  options: AskOptions,
  box: ToolBox,
): Promise<Answer> {
  return new Conversation(host, line, asBytes(jpeg), options, box).run();
}

interface Failed {
  readonly kind: "failed";
  readonly code: AskCode;
  readonly detail?: string;
}

type Result = Exclude<Said, { readonly kind: "failed" }> | Failed;

class Conversation {
  readonly #host: AskHost;
  readonly #line: Line;
  readonly #jpeg: Uint8Array;
  readonly #options: AskOptions;
  readonly #box: ToolBox;
  readonly #deadlineMs: number;
  readonly #steps: AnsweredCall[][] = [];
  readonly #usage: Usage = { inputTokens: 0, outputTokens: 0 };
  #last: PostEnd = { bytesSent: 0, bytesReceived: 0 };
  #requests = 0;
  #toolCalls = 0;
  #bytesSent = 0;
  #bytesReceived = 0;

  constructor(host: AskHost, line: Line, jpeg: Uint8Array, options: AskOptions, box: ToolBox) {
    this.#host = host;
    this.#line = line;
    this.#jpeg = jpeg;
    this.#options = options;
    this.#box = box;
    this.#deadlineMs = host.clock.monotonicMs() + options.timeoutMs;
  }

  async run(): Promise<Answer> {
    for (;;) {
      const said = await this.#turn();
      if (said.kind === "verdict") return this.#answer({ ok: true, value: said.verdict });
      if (said.kind === "failed") return this.#fail(said);
      if (this.#steps.length >= this.#options.toolStepsMax || this.#leftMs() <= 0) {
        return this.#fail({ kind: "failed", code: "cloud-tool-steps" });
      }
      this.#steps.push(await this.#runTools(said.calls));
    }
  }

  /** One turn, in as many attempts as may help. */
  async #turn(): Promise<Result> {
    for (let attempt = 1; ; attempt++) {
      const said = await this.#attempt();
      if (said.kind !== "failed") return said;
      const { hint } = this.#last;
      if (attempt >= this.#options.attemptsMax || !isRetryable(said.code, hint)) {
        return said;
      }
      const delayMs = retryDelayMs(attempt, this.#host.random.next(), hint);
      const leftMs = this.#leftMs() - delayMs;
      if (delayMs > WAIT_MS_MAX || leftMs < RETRY_LEFT_MS_MIN) return said;
      await this.#pause(delayMs);
    }
  }

  async #attempt(): Promise<Result> {
    const { model, completionTokensMax, reasoning, toolStepsMax } = this.#options;
    const tools = this.#steps.length < toolStepsMax ? this.#box.allowed.map(declarationOf) : [];
    const turn = new Turn();
    const end = await this.#line.say(
      {
        model,
        tokensMax: completionTokensMax,
        reasoning,
        jpeg: this.#jpeg,
        tools,
        steps: this.#steps,
      },
      turn,
      Math.max(0, this.#leftMs()),
    );
    this.#count(end, turn);
    if (end.code !== undefined) return { kind: "failed", code: end.code };
    return turn.said() ?? { kind: "failed", code: "cloud-malformed", detail: "no end" };
  }

  #count(end: PostEnd, { usage }: Turn): void {
    this.#last = end;
    this.#requests += 1;
    this.#bytesSent += end.bytesSent;
    this.#bytesReceived += end.bytesReceived;
    this.#usage.inputTokens += usage.inputTokens;
    this.#usage.outputTokens += usage.outputTokens;
  }

  async #runTools(calls: readonly ToolCall[]): Promise<AnsweredCall[]> {
    const answered: AnsweredCall[] = [];
    for (const call of calls) {
      this.#toolCalls += 1;
      answered.push(await answerCall(this.#box, call));
    }
    return answered;
  }

  #leftMs(): number {
    return this.#deadlineMs - this.#host.clock.monotonicMs();
  }

  #pause(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      this.#host.timers.set(resolve, delayMs);
    });
  }

  #fail({ code, detail }: Failed): Answer {
    return this.#answer({ ok: false, code, ...(detail === undefined ? {} : { detail }) });
  }

  #answer(outcome: Outcome<Verdict, AskCode>): Answer {
    const { status, hint } = this.#last;
    return {
      outcome,
      ...(status === undefined ? {} : { status }),
      ...(hint === undefined ? {} : { hint }),
      requests: this.#requests,
      toolCalls: this.#toolCalls,
      bytesSent: this.#bytesSent,
      bytesReceived: this.#bytesReceived,
      usage: this.#usage,
    };
  }
}
