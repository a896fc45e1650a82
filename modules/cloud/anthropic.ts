import type { Fields, Provider } from "./provider.js";
import {
  type AnsweredCall,
  PICTURE,
  QUESTION_TEXT,
  type Reasoning,
  verdictSchema,
} from "./question.js";
import { fieldsOf, listOf } from "./reply-fields.js";
import type { Turn } from "./turn.js";

/** Anthropic's Messages. */
export const anthropic: Provider = {
  host: "api.anthropic.com",
  model: "claude-haiku-5-5",
  reasoning: "none",
  path: () => "/v1/messages",
  headers: (key) => [
    ["x-api-key", key],
    ["anthropic-version", "2023-06-01"],
  ],
  body: ({ model, tokensMax, reasoning, tools, steps }, streamed) => ({
    model,
    max_tokens: tokensMax,
    ...(streamed ? { stream: true } : {}),
    // Its schemas know no bounds; our parser does.
    output_config: {
      format: { type: "json_schema", schema: verdictSchema(false) },
      ...effort(reasoning),
    },
    ...(reasoning === "none" ? { thinking: { type: "disabled" } } : {}),
    ...(tools.length > 0
      ? {
          tools: tools.map(({ name, description, parameters }) => {
            return { name, description, input_schema: parameters };
          }),
        }
      : {}),
    messages: [
      { role: "user", content: [picture(), { type: "text", text: QUESTION_TEXT }] },
      ...steps.flatMap(messagesOf),
    ],
  }),
  take(message, turn, streamed) {
    if (message.type === "error") turn.fail("cloud-server-error");
    else if (streamed) takeEvent(message, turn);
    else takeMessage(message, turn);
  },
};

/** Its lowest is low. */
function effort(reasoning: Reasoning | undefined): object {
  if (reasoning === undefined || reasoning === "none") return {};
  return { effort: reasoning === "minimal" ? "low" : reasoning };
}

function picture(): object {
  return { type: "image", source: { type: "base64", media_type: "image/jpeg", data: PICTURE } };
}

function messagesOf(calls: readonly AnsweredCall[]): object[] {
  return [
    {
      role: "assistant",
      content: calls.map(({ id, name, arguments: given }) => {
        return { type: "tool_use", id, name, input: JSON.parse(given) as object };
      }),
    },
    {
      role: "user",
      content: calls.map(({ id, result, jpeg }) => {
        const text = { type: "text", text: result };
        const content = jpeg === undefined ? [text] : [text, picture()];
        return { type: "tool_result", tool_use_id: id, content };
      }),
    },
  ];
}

function takeEvent(event: Fields, turn: Turn): void {
  switch (event.type) {
    case "message_start":
      takeUsage(fieldsOf(event.message), turn);
      break;
    case "content_block_start":
      // A streamed call begins with empty arguments, whatever stands in `input`.
      takeBlock(fieldsOf(event.content_block), turn, true);
      break;
    case "content_block_delta":
      takeDelta(fieldsOf(event.delta), turn);
      break;
    case "message_delta":
      takeUsage(event, turn);
      takeEnd(fieldsOf(event.delta).stop_reason, turn);
  }
}

function takeMessage(message: Fields, turn: Turn): void {
  for (const block of listOf(message.content)) takeBlock(block, turn, false);
  takeUsage(message, turn);
  takeEnd(message.stop_reason, turn);
}

function takeBlock(block: Fields, turn: Turn, streamed: boolean): void {
  if (block.type === "text") turn.addText(block.text);
  else if (block.type === "tool_use") {
    turn.addCall(block.id, block.name, streamed ? "" : JSON.stringify(block.input));
  }
}

function takeDelta({ type, text, partial_json: json }: Fields, turn: Turn): void {
  if (type === "text_delta") turn.addText(text);
  else if (type === "input_json_delta") turn.addArguments(json);
}

function takeUsage({ usage }: Fields, turn: Turn): void {
  const { input_tokens: input, output_tokens: output } = fieldsOf(usage);
  turn.count(input, output);
}

function takeEnd(reason: unknown, turn: Turn): void {
  turn.end();
  switch (reason) {
    case "end_turn":
    case "stop_sequence":
    case "tool_use":
      break;
    case "max_tokens":
    case "model_context_window_exceeded":
      turn.fail("cloud-truncated");
      break;
    case "refusal":
      turn.fail("cloud-refused");
      break;
    default:
      turn.fail("cloud-malformed", "stop_reason");
  }
}
