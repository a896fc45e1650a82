import {
  type Asked,
  completionTokens,
  contentOf,
  type Dialect,
  effortOf,
  type Fields,
  fieldsOf,
  flagOf,
  jpegOfUri,
  listOf,
  modelOf,
  PROMPT_TOKENS,
  piecesOf,
  type Said,
  strictSchema,
  tokensOf,
  wanted,
} from "./dialect.js";
import { openaiChat } from "./openai-chat.js";

/** OpenAI's Responses. */
export const openaiResponses: Dialect = {
  isPath: (path) => path === "/v1/responses",
  key: openaiChat.key,
  parse,
  whole: (said, asked, id) => responseOf(said, asked, id, "completed"),
  events: (said, asked, id) => {
    const begun = responseOf(said, asked, id, "in_progress");
    const response = responseOf(said, asked, id, "completed");
    const item = itemOf(said, id);
    const deltas = piecesOf(contentOf(said)).map((delta) =>
      said.kind === "verdict"
        ? { type: "response.output_text.delta", output_index: 0, content_index: 0, delta }
        : { type: "response.function_call_arguments.delta", output_index: 0, delta },
    );
    return [
      { type: "response.created", response: begun },
      ...deltas,
      { type: "response.output_item.done", output_index: 0, item },
      { type: "response.completed", response },
    ].map((event, at) => ({ ...event, sequence_number: at }));
  },
  streamEnd: "",
  error: openaiChat.error,
};

function parse(request: Fields): Asked {
  const jpegs: Uint8Array[] = [];
  let results = 0;
  for (const item of listOf(request.input, "input")) {
    if (item.type === "function_call_output") {
      wanted(typeof item.call_id === "string", "an output names its call");
      wanted(typeof item.output === "string", "an output is text");
      results += 1;
    } else if (item.type !== "function_call") takeMessage(item, jpegs);
  }
  wanted(jpegs.length > 0, "a picture is wanted");
  if (request.text !== undefined) checkFormat(fieldsOf(request.text, "text"));
  tokensOf(request.max_output_tokens, "max_output_tokens");
  effortOf(fieldsOf(request.reasoning ?? {}, "reasoning").effort, "reasoning.effort");
  flagOf(request.store, "store");
  const { tools } = request;
  const names = tools === undefined ? [] : listOf(tools, "tools").map(nameOfTool);
  const streamed = flagOf(request.stream, "stream");
  return { model: modelOf(request.model), jpegs, streamed, tools: names, results };
}

function takeMessage({ role, content }: Fields, jpegs: Uint8Array[]): void {
  wanted(role === "user" || role === "system" || role === "developer", "an unknown role");
  for (const part of listOf(content, "content")) {
    if (part.type === "input_text" && typeof part.text === "string") continue;
    wanted(part.type === "input_image", "a part of an unknown type");
    jpegs.push(jpegOfUri(part.image_url));
  }
}

function checkFormat({ format }: Fields): void {
  const { type, name, schema, strict } = fieldsOf(format, "text.format");
  wanted(type === "json_schema" && typeof name === "string", "text.format must be json_schema");
  if (strict === true) strictSchema(schema);
}

function nameOfTool({ type, name, strict, parameters }: Fields): string {
  wanted(type === "function" && typeof name === "string", "a tool must be a named function");
  if (strict === true) strictSchema(parameters);
  return name;
}

function responseOf(said: Said, { model }: Asked, id: string, status: string): object {
  const isDone = status === "completed";
  const written = completionTokens(contentOf(said));
  const usage = {
    input_tokens: PROMPT_TOKENS,
    output_tokens: written,
    total_tokens: PROMPT_TOKENS + written,
  };
  return {
    id: `resp_${id}`,
    object: "response",
    created_at: 0,
    status,
    error: null,
    incomplete_details: null,
    model,
    output: isDone ? [itemOf(said, id)] : [],
    store: false,
    usage: isDone ? usage : null,
  };
}

function itemOf(said: Said, id: string): object {
  if (said.kind === "call") {
    const { name } = said;
    const called = { call_id: `call_${id}`, name, arguments: contentOf(said) };
    return { type: "function_call", id: `fc_${id}`, ...called, status: "completed" };
  }
  const content = [{ type: "output_text", text: contentOf(said), annotations: [] }];
  return { type: "message", id: `msg_${id}`, role: "assistant", status: "completed", content };
}
