import { isRecord } from "../bytes/bounded-json.js";
import type { Fields, Provider } from "./provider.js";
import {
  type AnsweredCall,
  JPEG_URI,
  QUESTION_TEXT,
  type ToolDeclaration,
  verdictSchema,
} from "./question.js";
import { fieldsOf, firstOf, listOf } from "./reply-fields.js";
import type { Turn } from "./turn.js";

/** OpenAI's Chat Completions, which many servers understand: Ollama, llama.cpp, vLLM. */
export const openaiChat: Provider = {
  host: "api.openai.com",
  model: "gpt-6-luna",
  reasoning: "none",
  path: () => "/v1/chat/completions",
  headers: bearer,
  body: ({ model, tokensMax, reasoning, tools, steps }, streamed) => ({
    model,
    max_completion_tokens: tokensMax,
    ...(reasoning === undefined ? {} : { reasoning_effort: reasoning }),
    ...(streamed ? { stream: true, stream_options: { include_usage: true } } : {}),
    response_format: {
      type: "json_schema",
      json_schema: { name: "verdict", strict: true, schema: verdictSchema(true) },
    },
    ...(tools.length > 0 ? { tools: tools.map(declared) } : {}),
    messages: [
      { role: "user", content: [{ type: "text", text: QUESTION_TEXT }, picture()] },
      ...steps.flatMap(messagesOf),
    ],
  }),
  take(message, turn) {
    const { usage } = message;
    if (isRecord(usage)) turn.count(usage.prompt_tokens, usage.completion_tokens);
    if (isRecord(message.error)) turn.fail("cloud-server-error");
    const choice = firstOf(message.choices);
    const said = choice && (choice.message ?? choice.delta);
    if (choice === undefined || !isRecord(said)) return;
    turn.addText(said.content);
    for (const call of listOf(said.tool_calls)) takeCall(call, turn);
    // Some servers leave it empty beside what they say.
    if (typeof said.refusal === "string" && said.refusal !== "") turn.fail("cloud-refused");
    takeEnd(choice.finish_reason, turn);
  },
};

export function bearer(key: string): [string, string][] {
  return [["authorization", `Bearer ${key}`]];
}

function takeCall(call: Fields, turn: Turn): void {
  const { id, index } = call;
  const { name, arguments: given } = fieldsOf(call.function);
  // In a stream the first piece of each names it, and the others carry on with its arguments; pieces
  // of several calls may come in any order.
  if (typeof name === "string" && name !== "") turn.addCall(id, name, given, { index });
  else turn.addArguments(given, index);
}

function takeEnd(reason: unknown, turn: Turn): void {
  if (reason === undefined || reason === null) return;
  turn.end();
  if (reason === "stop" || reason === "tool_calls") return;
  if (reason === "length") turn.fail("cloud-truncated");
  else if (reason === "content_filter") turn.fail("cloud-filtered");
  else turn.fail("cloud-malformed", "finish_reason");
}

function declared({ name, description, parameters }: ToolDeclaration): object {
  return { type: "function", function: { name, description, parameters, strict: true } };
}

function picture(): object {
  return { type: "image_url", image_url: { detail: "low", url: JPEG_URI } };
}

/** Tools answer in text alone: their pictures follow as the user's. */
function messagesOf(calls: readonly AnsweredCall[]): object[] {
  const pictures = calls.filter(({ jpeg }) => jpeg !== undefined).map(picture);
  return [
    {
      role: "assistant",
      content: null,
      tool_calls: calls.map(({ id, name, arguments: given }) => {
        return { id, type: "function", function: { name, arguments: given } };
      }),
    },
    ...calls.map(({ id, result }) => ({ role: "tool", tool_call_id: id, content: result })),
    ...(pictures.length > 0 ? [{ role: "user", content: pictures }] : []),
  ];
}
