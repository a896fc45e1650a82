import { asBytes } from "../bytes/view.js";
import type { ByteBuffer } from "../host/bytes.js";
import type { Clock, RandomSource, Timers } from "../host/clock.js";
import type { Outcome } from "../host/outcome.js";
import { connectionCodeOf } from "./connection-code.js";
import type { Line } from "./line.js";
import type { PostCode } from "./post.js";
import type { AnsweredCall, Reasoning } from "./question.js";
import type { RetryHint } from "./reply-status.js";
import { isRetryable, RETRY_LEFT_MS_MIN, retryDelayMs, WAIT_MS_MAX } from "./retry.js";
import { Tally } from "./tally.js";
import { answerCall, declarationOf, type ToolBox, type ToolName } from "./tools.js";
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
  /** Of all turns whose sum the cloud told: a verdict that is taken early leaves its own untold. */
  readonly usage: Usage;
  /** Of each other request that may have been billed: how many turns of calls were in it. */
  readonly untold: readonly number[];
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
  readonly #tally = new Tally();

  constructor(host: AskHost, line: Line, jpeg: Uint8Array, options: AskOptions, box: ToolBox) {
    this.#host = host;
    this.#line = line;
    this.#jpeg = jpeg;
    this.#options = options;
    this.#box = box;
    this.#deadlineMs = host.clock.monotonicMs() + options.timeoutMs;
  }

  async run(): Promise<Answer> {
    try {
      // From an empty stack: who asks late stands deep in a wake, and a board's stack is 768 slots.
      await undefined;
      return await this.#converse();
    } catch (error) {
      // Whatever throws here is a host that has failed: its words may hold the key.
      return this.#tally.answer({ ok: false, code: connectionCodeOf(error) });
    }
  }

  async #converse(): Promise<Answer> {
    for (;;) {
      const said = await this.#turn();
      if (said.kind === "verdict") return this.#tally.answer({ ok: true, value: said.verdict });
      if (said.kind === "failed") return this.#fail(said);
      // An answer to a call that was not offered would be a turn that nobody has paid for.
      if (this.#offered().length === 0 || this.#leftMs() <= 0) {
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
      const { hint } = this.#tally;
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
    const { model, completionTokensMax: tokensMax, reasoning } = this.#options;
    const tools = this.#offered().map(declarationOf);
    const jpeg = this.#jpeg;
    const steps = this.#steps;
    const turn = new Turn();
    this.#tally.begin(steps.length);
    const end = await this.#line.say(
      { model, tokensMax, reasoning, jpeg, tools, steps },
      turn,
      Math.max(0, this.#leftMs()),
    );
    this.#tally.end(end, turn);
    if (end.code !== undefined) return { kind: "failed", code: end.code };
    return turn.said() ?? { kind: "failed", code: "cloud-malformed", detail: "no end" };
  }

  /** The tools of the next turn: none in the last one. */
  #offered(): readonly ToolName[] {
    return this.#steps.length < this.#options.toolStepsMax ? this.#box.allowed : [];
  }

  async #runTools(calls: readonly ToolCall[]): Promise<AnsweredCall[]> {
    const answered: AnsweredCall[] = [];
    for (const call of calls) {
      this.#tally.toolCalls += 1;
      const mayLook = answered.every(({ jpeg }) => jpeg === undefined);
      answered.push(await answerCall(this.#box, call, mayLook));
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
    return this.#tally.answer({ ok: false, code, ...(detail === undefined ? {} : { detail }) });
  }
}
