import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { sha256Of } from "../picture-hash.js";
import { parseChatRequest } from "./chat-request.js";
import { CloudTemper, type TemperOptions } from "./cloud-temper.js";
import type { Truth } from "./truth.js";

export interface ChatEndpointOptions extends TemperOptions {
  readonly truth: Truth;
  /** The bearer key that it accepts. */
  readonly key: string;
}

export interface CloudTotals {
  readonly requests: number;
  readonly answered: number;
  /** Among the answered: contrary to the label. */
  readonly mistaken: number;
  /** Among the answered: without a label. */
  readonly unlabelled: number;
  /** 500 and 429 by its mood. */
  readonly failed: number;
  /** 4xx by the request's own fault. */
  readonly refused: number;
}

export interface Response {
  readonly status: number;
  readonly body: object;
  readonly headers?: Readonly<Record<string, string>>;
  readonly counts: readonly (keyof CloudTotals)[];
}

export const CHAT_PATH = "/v1/chat/completions";
const ATTEMPTS_MAX = 65_536;

/** What the local cloud answers, apart from how the bytes come and go. */
export class ChatEndpoint {
  readonly #truth: Truth;
  readonly #temper: CloudTemper;
  readonly #authorization: Buffer;
  readonly #attempts = new Map<string, number>();
  #totals: CloudTotals = {
    requests: 0,
    answered: 0,
    mistaken: 0,
    unlabelled: 0,
    failed: 0,
    refused: 0,
  };

  constructor(options: ChatEndpointOptions) {
    this.#truth = options.truth;
    this.#temper = new CloudTemper(options);
    this.#authorization = Buffer.from(`Bearer ${options.key}`);
  }

  get totals(): CloudTotals {
    return this.#totals;
  }

  /** Refuses before the body is read; undefined where it should be. */
  refuse({ method, url, headers }: IncomingMessage): Response | undefined {
    if (url !== CHAT_PATH) return refusal(404, "not_found", "no such resource");
    if (method !== "POST") return refusal(405, "method_not_allowed", "only POST is understood");
    const given = Buffer.from(headers.authorization ?? "");
    const expected = this.#authorization;
    if (given.byteLength !== expected.byteLength || !timingSafeEqual(given, expected)) {
      return refusal(401, "invalid_api_key", "the key is missing or wrong");
    }
    if (!/^application\/json\b/i.test(headers["content-type"] ?? "")) {
      return refusal(400, "invalid_request", "content-type must be application/json");
    }
    return undefined;
  }

  answer(body: Uint8Array): Response {
    const request = parseChatRequest(body);
    if (!request.ok) return refusal(400, request.code, request.detail);
    const { model, jpeg } = request.value;
    const sha256 = sha256Of(jpeg);
    const attempt = this.#attempt(sha256);
    const processing = { "openai-processing-ms": `${this.#temper.latencyMs(sha256, attempt)}` };
    const mood = this.#temper.mood(sha256, attempt);
    if (mood.kind === "server-error") {
      return { ...failure(500, "server_error", "the model is unwell"), headers: processing };
    }
    if (mood.kind === "rate-limited") {
      const headers = { ...processing, "retry-after": `${mood.retryAfterS}` };
      return { ...failure(429, "rate_limit_exceeded", "asked too often"), headers };
    }
    const label = this.#truth.of(sha256);
    const verdict = this.#temper.verdict(sha256, label);
    const counts: (keyof CloudTotals)[] = ["answered"];
    if (label === undefined) counts.push("unlabelled");
    else if (verdict.person !== label.person) counts.push("mistaken");
    const content = JSON.stringify(verdict);
    return { status: 200, body: completion(model, sha256, content), headers: processing, counts };
  }

  count(counts: Response["counts"]): void {
    const totals: Record<keyof CloudTotals, number> = { ...this.#totals };
    for (const name of ["requests", ...counts] as const) totals[name] += 1;
    this.#totals = totals;
  }

  #attempt(sha256: string): number {
    const attempt = this.#attempts.get(sha256) ?? 0;
    if (this.#attempts.size >= ATTEMPTS_MAX) this.#attempts.clear();
    this.#attempts.set(sha256, attempt + 1);
    return attempt;
  }
}

function completion(model: string, sha256: string, content: string): object {
  const promptTokens = 400;
  const completionTokens = Math.ceil(content.length / 4);
  return {
    id: `chatcmpl-${sha256.slice(0, 24)}`,
    object: "chat.completion",
    // The server has no clock that two runs of one seed would share.
    created: 0,
    model,
    choices: [
      {
        index: 0,
        message: { role: "assistant", content, refusal: null },
        logprobs: null,
        finish_reason: "stop",
      },
    ],
    usage: {
      prompt_tokens: promptTokens,
      completion_tokens: completionTokens,
      total_tokens: promptTokens + completionTokens,
    },
  };
}

function failure(status: number, code: string, message: string): Response {
  return { status, body: errorBody("server_error", code, message), counts: ["failed"] };
}

export function refusal(status: number, code: string, message: string): Response {
  const body = errorBody("invalid_request_error", code, message);
  return { status, body, counts: ["refused"] };
}

function errorBody(type: string, code: string, message: string): object {
  return { error: { message, type, param: null, code } };
}
