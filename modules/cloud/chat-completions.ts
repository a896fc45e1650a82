import { isRecord, parseBoundedJson } from "../bytes/bounded-json.js";
import type { Outcome } from "../host/outcome.js";
import { parseVerdict, VERDICT_SCHEMA, type Verdict } from "./verdict.js";

/**
 * OpenAI's Chat Completions: one user message with a text and the picture as a data URI, answered
 * by a message whose content is JSON of the form that was asked for.
 */
export interface ChatOptions {
  readonly model: string;
  readonly completionTokensMax: number;
}

export type ReplyCode = "cloud-malformed" | "cloud-refused" | "cloud-truncated" | "cloud-filtered";

const QUESTION =
  "The picture is from a small fixed camera. Is at least one real person, or part of one, " +
  "visible in it? Pictures, statues and dolls are no persons. Give your confidence in that " +
  "answer from 0 to 1, count the persons, and describe the scene in one short sentence.";

const DATA_URI = "data:image/jpeg;base64,";

/** The request's text before and after the picture's base64. */
export function chatRequestAround({ model, completionTokensMax }: ChatOptions): {
  readonly before: string;
  readonly after: string;
} {
  // The picture's place is the last string of the last member, so that the text can be cut there.
  const text = JSON.stringify({
    model,
    max_completion_tokens: completionTokensMax,
    response_format: {
      type: "json_schema",
      json_schema: { name: "verdict", strict: true, schema: verdictSchema() },
    },
    messages: [
      {
        role: "user",
        content: [
          { type: "text", text: QUESTION },
          { type: "image_url", image_url: { detail: "low", url: DATA_URI } },
        ],
      },
    ],
  });
  const cut = text.lastIndexOf(DATA_URI) + DATA_URI.length;
  return { before: text.slice(0, cut), after: text.slice(cut) };
}

/** The verdict in a reply's body, undefined where it was no text, or why there is none. */
export function parseChatReply(body: string | undefined): Outcome<Verdict, ReplyCode> {
  if (body === undefined) return malformed("no UTF-8");
  const parsed = parseBoundedJson(body);
  const choice = parsed.ok ? firstChoice(parsed.value) : undefined;
  if (choice === undefined || !isRecord(choice.message)) return malformed("no message");
  const { content, refusal } = choice.message;
  if (typeof refusal === "string") return { ok: false, code: "cloud-refused" };
  switch (choice.finish_reason) {
    case "stop":
      return typeof content === "string" ? parseVerdict(content) : malformed("no content");
    case "length":
      return { ok: false, code: "cloud-truncated" };
    case "content_filter":
      return { ok: false, code: "cloud-filtered" };
    default:
      return malformed("finish_reason");
  }
}

function firstChoice(reply: unknown): Readonly<Record<string, unknown>> | undefined {
  if (!isRecord(reply) || !Array.isArray(reply.choices)) return undefined;
  const choice: unknown = reply.choices[0];
  return isRecord(choice) ? choice : undefined;
}

/** A copy in plain objects: engines do not serialize the members of a preloaded one. */
function verdictSchema(): object {
  const { type, properties, required, additionalProperties } = VERDICT_SCHEMA;
  const { person, confidence, count, summary } = properties;
  return {
    type,
    properties: {
      person: { ...person },
      confidence: { ...confidence },
      count: { ...count },
      summary: { ...summary },
    },
    required: [...required],
    additionalProperties,
  };
}

function malformed(detail: string): Outcome<Verdict, "cloud-malformed"> {
  return { ok: false, code: "cloud-malformed", detail };
}
