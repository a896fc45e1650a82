import {
  type Asked,
  completionTokens,
  contentOf,
  type Dialect,
  effortOf,
  type Fields,
  fieldsOf,
  flagOf,
  isFields,
  jpegOf,
  listOf,
  modelOf,
  PROMPT_TOKENS,
  piecesOf,
  type Said,
  strictSchema,
  tokensOf,
  wanted,
} from "./dialect.js";

const ERROR_TYPES: Readonly<Record<number, string>> = {
  400: "invalid_request_error",
  401: "authentication_error",
  404: "not_found_error",
  413: "request_too_large",
  429: "rate_limit_error",
};

/** Anthropic's Messages. */
export const anthropic: Dialect = {
  isPath: (path) => path === "/v1/messages",
  key: { header: "x-api-key", prefix: "" },
  refusal: (headers) =>
    headers["anthropic-version"] === "2023-06-01"
      ? undefined
      : "anthropic-version: header is required",
  parse,
  whole: (said, asked, id) => ({
    ...messageOf(asked, id),
    content: [blockOf(said, id)],
    stop_reason: endOf(said),
    usage: { input_tokens: PROMPT_TOKENS, output_tokens: completionTokens(contentOf(said)) },
  }),
  events: (said, asked, id) => {
    const usage = { input_tokens: PROMPT_TOKENS, output_tokens: 1 };
    const isText = said.kind === "verdict";
    const block = blockOf(said, id);
    const deltas = piecesOf(contentOf(said)).map((piece) =>
      isText
        ? { type: "text_delta", text: piece }
        : { type: "input_json_delta", partial_json: piece },
    );
    const output = { output_tokens: completionTokens(contentOf(said)) };
    return [
      { type: "message_start", message: { ...messageOf(asked, id), content: [], usage } },
      {
        type: "content_block_start",
        index: 0,
        content_block: { ...block, ...(isText ? { text: "" } : { input: {} }) },
      },
      { type: "ping" },
      ...deltas.map((delta) => ({ type: "content_block_delta", index: 0, delta })),
      { type: "content_block_stop", index: 0 },
      { type: "message_delta", delta: { stop_reason: endOf(said) }, usage: output },
      { type: "message_stop" },
    ];
  },
  streamEnd: "",
  error: (status, _code, message) => {
    const type = ERROR_TYPES[status] ?? (status === 529 ? "overloaded_error" : "api_error");
    return { type: "error", error: { type, message } };
  },
};

function parse(request: Fields): Asked {
  const jpegs: Uint8Array[] = [];
  let results = 0;
  listOf(request.messages, "messages").forEach(({ role, content }, at) => {
    wanted(role === (at % 2 === 0 ? "user" : "assistant"), "roles must alternate, the user first");
    for (const block of listOf(content, "content")) {
      if (block.type === "tool_result") results += 1;
      takeBlock(block, role as string, jpegs);
    }
  });
  wanted(jpegs.length > 0, "a picture is wanted");
  wanted(request.max_tokens !== undefined, "max_tokens: Field required");
  tokensOf(request.max_tokens, "max_tokens");
  const { type: thinking = "adaptive" } = fieldsOf(request.thinking ?? {}, "thinking");
  wanted(thinking === "adaptive" || thinking === "disabled", `thinking.type.${String(thinking)}`);
  if (request.output_config !== undefined)
    checkOutput(fieldsOf(request.output_config, "output_config"));
  const { tools } = request;
  const names = tools === undefined ? [] : listOf(tools, "tools").map(nameOfTool);
  const streamed = flagOf(request.stream, "stream");
  return { model: modelOf(request.model), jpegs, streamed, tools: names, results };
}

function takeBlock(block: Fields, role: string, jpegs: Uint8Array[]): void {
  if (block.type === "text") {
    wanted(typeof block.text === "string" && block.text !== "", "text must not be empty");
  } else if (block.type === "tool_use") {
    wanted(role === "assistant" && isFields(block.input), "tool_use is the assistant's");
  } else if (block.type === "tool_result") {
    wanted(role === "user" && typeof block.tool_use_id === "string", "tool_result is the user's");
    for (const part of listOf(block.content, "a result's content")) takeBlock(part, role, jpegs);
  } else {
    wanted(block.type === "image" && role === "user", "a block of an unknown type");
    const { type, media_type: mediaType, data } = fieldsOf(block.source, "source");
    wanted(type === "base64" && mediaType === "image/jpeg", "a JPEG in base64 is wanted");
    jpegs.push(jpegOf(data));
  }
}

/** Its structured output knows no bounds of numbers and texts. */
function checkOutput({ format, effort }: Fields): void {
  effortOf(effort, "output_config.effort", ["low", "medium", "high", "xhigh", "max"]);
  const { type, schema } = fieldsOf(format, "output_config.format");
  wanted(type === "json_schema", "output_config.format must be json_schema");
  strictSchema(schema);
  const unknown = /"(?:minimum|maximum|minLength|maxLength)":/.exec(JSON.stringify(schema));
  wanted(unknown === null, `the schema has ${unknown?.[0]} which is not supported`);
}

function nameOfTool({ name, input_schema: schema }: Fields): string {
  wanted(typeof name === "string" && isFields(schema), "a tool wants a name and an input_schema");
  return name;
}

function messageOf({ model }: Asked, id: string): object {
  return { id: `msg_${id}`, type: "message", role: "assistant", model, stop_reason: null };
}

function blockOf(said: Said, id: string): object {
  if (said.kind === "verdict") return { type: "text", text: contentOf(said) };
  return { type: "tool_use", id: `toolu_${id}`, name: said.name, input: said.args };
}

function endOf({ kind }: Said): string {
  return kind === "verdict" ? "end_turn" : "tool_use";
}
