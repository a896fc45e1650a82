import { bearer } from "./openai-chat.js";
import type { Fields, Provider } from "./provider.js";
import {
  type AnsweredCall,
  JPEG_URI,
  QUESTION_TEXT,
  type Reasoning,
  type ToolDeclaration,
  verdictSchema,
} from "./question.js";
import { fieldsOf, listOf } from "./reply-fields.js";
import type { Turn } from "./turn.js";

/** OpenAI's Responses. Nothing is stored there: each turn carries the whole conversation. */
export const openaiResponses: Provider = {
  host: "api.openai.com",
  model: "gpt-6-luna",
  reasoning: "none",
  path: () => "/v1/responses",
  headers: bearer,
  body: ({ model, tokensMax, reasoning, tools, steps }, streamed) => ({
    model,
    max_output_tokens: tokensMax,
    ...effort(reasoning),
    store: false,
    ...(streamed ? { stream: true } : {}),
    text: {
      format: { type: "json_schema", name: "verdict", strict: true, schema: verdictSchema(true) },
    },
    ...(tools.length > 0 ? { tools: tools.map((tool) => declared(tool, true)) } : {}),
    input: [
      userItem([{ type: "input_text", text: QUESTION_TEXT }, picture()]),
      ...steps.flatMap(itemsOf),
    ],
  }),
  take: (message, turn, streamed) =>
    streamed ? takeEvent(message, turn) : takeResponse(message, turn),
};

export function effort(reasoning: Reasoning | undefined): object {
  return reasoning === undefined ? {} : { reasoning: { effort: reasoning } };
}

/** Realtime knows no `strict`. */
export function declared(
  { name, description, parameters }: ToolDeclaration,
  strict: boolean,
): object {
  return { type: "function", name, description, parameters, ...(strict ? { strict } : {}) };
}

export function picture(): object {
  return { type: "input_image", detail: "low", image_url: JPEG_URI };
}

export function userItem(content: readonly object[]): object {
  return { type: "message", role: "user", content };
}

/** The calls, then their results, then their pictures. */
function itemsOf(calls: readonly AnsweredCall[]): object[] {
  const called = calls.map(({ id, name, arguments: given }) => {
    return { type: "function_call", call_id: id, name, arguments: given };
  });
  const pictures = calls.filter(({ jpeg }) => jpeg !== undefined).map(picture);
  const shown = pictures.length > 0 ? [userItem(pictures)] : [];
  return [...called, ...calls.map(resultOf), ...shown];
}

export function resultOf({ id, result }: AnsweredCall): object {
  return { type: "function_call_output", call_id: id, output: result };
}

export function takeEvent(event: Fields, turn: Turn): void {
  switch (event.type) {
    case "response.output_text.delta":
      turn.addText(event.delta);
      break;
    case "response.refusal.delta":
    case "response.refusal.done":
      turn.fail("cloud-refused");
      break;
    case "response.output_item.done":
      takeCall(fieldsOf(event.item), turn);
      break;
    case "response.completed":
    case "response.incomplete":
    case "response.failed":
      takeStatus(fieldsOf(event.response), turn);
      break;
    case "error":
      takeError(event.error ?? event, turn);
  }
}

function takeResponse(response: Fields, turn: Turn): void {
  for (const item of listOf(response.output)) {
    takeCall(item, turn);
    for (const part of listOf(item.content)) {
      if (part.type === "output_text") turn.addText(part.text);
      else if (part.type === "refusal") turn.fail("cloud-refused");
    }
  }
  takeStatus(response, turn);
}

function takeCall(item: Fields, turn: Turn): void {
  if (item.type === "function_call") turn.addCall(item.call_id, item.name, item.arguments);
}

export function takeStatus(response: Fields, turn: Turn): void {
  const { status, usage, error, incomplete_details: details } = response;
  const { input_tokens: input, output_tokens: output } = fieldsOf(usage);
  turn.count(input, output);
  turn.end();
  if (status === "completed") return;
  if (status === "failed") takeError(error, turn);
  else if (status !== "incomplete") turn.fail("cloud-malformed", "status");
  else if (fieldsOf(details).reason === "content_filter") turn.fail("cloud-filtered");
  else turn.fail("cloud-truncated");
}

/** Where the stream had begun, a status can no longer say it. */
function takeError(error: unknown, turn: Turn): void {
  const { type, code } = fieldsOf(error);
  if (code === "rate_limit_exceeded") turn.fail("cloud-rate-limited");
  else turn.fail(type === "invalid_request_error" ? "cloud-rejected" : "cloud-server-error");
}
