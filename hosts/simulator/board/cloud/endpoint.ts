import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { sha256Of } from "../picture-hash.js";
import { anthropic } from "./anthropic.js";
import { type CloudTotals, failure, type Response, refusal, streamOf } from "./cloud-response.js";
import { CloudTemper, type Mood, type TemperOptions } from "./cloud-temper.js";
import {
  type Asked,
  type Dialect,
  type Fields,
  isFields,
  RequestError,
  type Said,
  VERDICT_TOOL,
} from "./dialect.js";
import { gemini } from "./gemini.js";
import { openaiChat } from "./openai-chat.js";
import { openaiResponses } from "./openai-responses.js";
import type { Truth } from "./truth.js";

export interface EndpointOptions extends TemperOptions {
  readonly truth: Truth;
  /** The key that it accepts, in whatever header. */
  readonly key: string;
}

export interface TurnOutcome extends Pick<Response, "counts"> {
  readonly mood: Mood;
  /** Reported, not slept. */
  readonly latencyMs: number;
  /** Of the turn, by its picture. */
  readonly id: string;
  /** Missing where its mood was another. */
  readonly said?: Said;
}

const DIALECTS: readonly Dialect[] = [openaiChat, openaiResponses, anthropic, gemini];
const ATTEMPTS_MAX = 65_536;
/** What it asks of a device that lets it. */
const TOOL_ARGS: Readonly<Record<string, object>> = {
  look_again: { resolution: "vga", flash: false },
  recent_history: { minutes: 60 },
  device_status: {},
};

/** What the local cloud answers, apart from how the bytes come and go. */
export class Endpoint {
  readonly #truth: Truth;
  readonly #temper: CloudTemper;
  readonly #key: string;
  readonly #attempts = new Map<string, number>();
  #totals: CloudTotals = {
    requests: 0,
    answered: 0,
    mistaken: 0,
    unlabelled: 0,
    failed: 0,
    refused: 0,
  };

  constructor(options: EndpointOptions) {
    this.#truth = options.truth;
    this.#temper = new CloudTemper(options);
    this.#key = options.key;
  }

  get totals(): CloudTotals {
    return this.#totals;
  }

  /** Refuses before the body is read; undefined where it should be. */
  refuse({ method, url = "", headers }: IncomingMessage): Response | undefined {
    const [path = ""] = url.split("?");
    const dialect = dialectOf(path);
    if (dialect === undefined) return refusal(openaiChat, 404, "not_found", "no such resource");
    if (method !== "POST") {
      return refusal(dialect, 405, "method_not_allowed", "only POST is understood");
    }
    const { header, prefix } = dialect.key;
    if (!this.hasKey(String(headers[header] ?? ""), prefix)) {
      return refusal(dialect, 401, "invalid_api_key", "the key is missing or wrong");
    }
    if (!/^application\/json\b/i.test(headers["content-type"] ?? "")) {
      return refusal(dialect, 400, "invalid_request", "content-type must be application/json");
    }
    const reason = dialect.refusal?.(headers);
    return reason === undefined ? undefined : refusal(dialect, 400, "invalid_request", reason);
  }

  hasKey(header: string, prefix: string): boolean {
    const given = Buffer.from(header);
    const expected = Buffer.from(`${prefix}${this.#key}`);
    return given.byteLength === expected.byteLength && timingSafeEqual(given, expected);
  }

  /** `body` is undefined where it was too large. */
  answer(url: string, body: Uint8Array | undefined): Response {
    const [path = "", query = ""] = url.split("?");
    const dialect = dialectOf(path) ?? openaiChat;
    if (body === undefined) return refusal(dialect, 413, "request_too_large", "too many bytes");
    let asked: Asked;
    try {
      asked = dialect.parse(parseObject(body), path, query);
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      return refusal(dialect, 400, "invalid_request", error.message);
    }
    return this.#answerTo(dialect, asked);
  }

  count(counts: Response["counts"]): void {
    const totals: Record<keyof CloudTotals, number> = { ...this.#totals };
    for (const name of ["requests", ...counts] as const) totals[name] += 1;
    this.#totals = totals;
  }

  /** What the model makes of a question, in nobody's words yet. */
  turn(asked: Asked): TurnOutcome {
    const sha256 = sha256Of(asked.jpegs[asked.jpegs.length - 1] as Uint8Array);
    const attempt = this.#attempt(sha256);
    const latencyMs = this.#temper.latencyMs(sha256, attempt);
    const id = sha256.slice(0, 24);
    const mood = this.#temper.mood(sha256, attempt);
    if (mood.kind !== "answers") return { mood, latencyMs, id, counts: ["failed"] };
    return { mood, latencyMs, id, ...this.#said(asked, sha256) };
  }

  #answerTo(dialect: Dialect, asked: Asked): Response {
    const { mood, said, latencyMs, id, counts } = this.turn(asked);
    const headers = { "openai-processing-ms": `${latencyMs}` };
    if (mood.kind === "rate-limited") {
      const told = { ...headers, "retry-after": `${mood.retryAfterS}` };
      const limited = failure(dialect, 429, "rate_limit_exceeded", "asked too often");
      return { ...limited, headers: told };
    }
    if (said === undefined) {
      return { ...failure(dialect, 500, "server_error", "the model is unwell"), headers };
    }
    if (!asked.streamed)
      return { status: 200, body: dialect.whole(said, asked, id), headers, counts };
    const events = dialect.events(said, asked, id);
    return { status: 200, body: streamOf(events) + dialect.streamEnd, headers, counts };
  }

  #said(asked: Asked, sha256: string): Pick<Response, "counts"> & { readonly said: Said } {
    const tool = asked.tools.find((name) => name in TOOL_ARGS);
    if (tool !== undefined && asked.results === 0 && this.#temper.wantsTool(sha256)) {
      return { said: { kind: "call", name: tool, args: TOOL_ARGS[tool] ?? {} }, counts: [] };
    }
    const label = this.#truth.of(sha256);
    const verdict = this.#temper.verdict(sha256, label);
    const counts: (keyof CloudTotals)[] = ["answered"];
    if (label === undefined) counts.push("unlabelled");
    else if (verdict.person !== label.person) counts.push("mistaken");
    const said: Said = asked.tools.includes(VERDICT_TOOL)
      ? { kind: "call", name: VERDICT_TOOL, args: verdict }
      : { kind: "verdict", verdict };
    return { said, counts };
  }

  #attempt(sha256: string): number {
    const attempt = this.#attempts.get(sha256) ?? 0;
    if (this.#attempts.size >= ATTEMPTS_MAX) this.#attempts.clear();
    this.#attempts.set(sha256, attempt + 1);
    return attempt;
  }
}

function dialectOf(path: string): Dialect | undefined {
  return DIALECTS.find((dialect) => dialect.isPath(path));
}

function parseObject(body: Uint8Array): Fields {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(body);
    const value: unknown = JSON.parse(text);
    if (isFields(value)) return value;
  } catch {
    // Told below.
  }
  throw new RequestError("the body is not a JSON object");
}
