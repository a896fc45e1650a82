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

export const CHAT_PATH = "/v1/chat/completions";

/** OpenAI's Chat Completions. */
export const openaiChat: Dialect = {
  isPath: (path) => path === CHAT_PATH,
  key: { header: "authorization", prefix: "Bearer " },
  parse,
  whole: (said, asked, id) => ({
    ...envelope("chat.completion", id, asked),
    choices: [
      { index: 0, message: messageOf(said, id), logprobs: null, finish_reason: endOf(said) },
    ],
    usage: usageOf(said),
  }),
  events: (said, asked, id) => {
    const chunk = (delta: object, end: string | null): object => ({
      ...envelope("chat.completion.chunk", id, asked),
      choices: [{ index: 0, delta, finish_reason: end }],
    });
    return [
      ...deltasOf(said, id).map((delta) => chunk(delta, null)),
      chunk({}, endOf(said)),
      { ...envelope("chat.completion.chunk", id, asked), choices: [], usage: usageOf(said) },
    ];
  },
  streamEnd: "data: [DONE]\n\n",
  error: (status, code, message) => {
    const type = status >= 500 ? "server_error" : "invalid_request_error";
    return { error: { message, type, param: null, code } };
  },
};

function parse(request: Fields): Asked {
  const { messages, stream, response_format: format, tools } = request;
  const jpegs: Uint8Array[] = [];
  let results = 0;
  for (const message of listOf(messages, "messages")) {
    if (message.role === "tool") {
      wanted(typeof message.tool_call_id === "string", "a tool's message names its call");
      results += 1;
    } else if (message.role === "assistant") listOf(message.tool_calls, "tool_calls");
    else takeMessage(message, jpegs);
  }
  wanted(jpegs.length > 0, "a picture is wanted");
  if (format !== undefined) checkFormat(fieldsOf(format, "response_format"));
  tokensOf(request.max_completion_tokens, "max_completion_tokens");
  effortOf(request.reasoning_effort, "reasoning_effort");
  const names = tools === undefined ? [] : listOf(tools, "tools").map(nameOfTool);
  const streamed = flagOf(stream, "stream");
  return { model: modelOf(request.model), jpegs, streamed, tools: names, results };
}

function takeMessage({ role, content }: Fields, jpegs: Uint8Array[]): void {
  wanted(role === "system" || role === "developer" || role === "user", "an unknown role");
  if (typeof content === "string") return;
  for (const part of listOf(content, "content")) {
    if (part.type === "text" && typeof part.text === "string") continue;
    wanted(part.type === "image_url" && isFields(part.image_url), "a part of an unknown type");
    wanted(role === "user", "only users send pictures");
    jpegs.push(jpegOfUri(part.image_url.url));
  }
}

function checkFormat(format: Fields): void {
  if (format.type === "json_object") return;
  wanted(format.type === "json_schema", "response_format must be json_schema or json_object");
  const { name, strict, schema } = fieldsOf(format.json_schema, "json_schema");
  wanted(typeof name === "string" && isFields(schema), "json_schema wants a name and a schema");
  if (strict === true) strictSchema(schema);
}

function nameOfTool({ type, function: declared }: Fields): string {
  wanted(type === "function", "a tool must be a function");
  const { name, strict, parameters } = fieldsOf(declared, "a function");
  wanted(typeof name === "string", "a function wants a name");
  if (strict === true) strictSchema(parameters);
  return name;
}

function envelope(object: string, id: string, { model }: Asked): object {
  // The server has no clock that two runs of one seed would share.
  return { id: `chatcmpl-${id}`, object, created: 0, model };
}

function messageOf(said: Said, id: string): object {
  if (said.kind === "verdict")
    return { role: "assistant", content: contentOf(said), refusal: null };
  return { role: "assistant", content: null, refusal: null, tool_calls: [callOf(said, id)] };
}

function callOf(said: Said & { readonly kind: "call" }, id: string): object {
  const called = { name: said.name, arguments: contentOf(said) };
  return { id: `call_${id}`, type: "function", function: called };
}

function deltasOf(said: Said, id: string): object[] {
  const first = { role: "assistant", content: said.kind === "verdict" ? "" : null };
  const pieces = piecesOf(contentOf(said));
  if (said.kind === "verdict") return [first, ...pieces.map((content) => ({ content }))];
  const begun = { index: 0, id: `call_${id}`, type: "function" };
  return [
    first,
    { tool_calls: [{ ...begun, function: { name: said.name, arguments: "" } }] },
    ...pieces.map((piece) => ({ tool_calls: [{ index: 0, function: { arguments: piece } }] })),
  ];
}

function endOf({ kind }: Said): string {
  return kind === "verdict" ? "stop" : "tool_calls";
}

function usageOf(said: Said): object {
  const written = completionTokens(contentOf(said));
  return {
    prompt_tokens: PROMPT_TOKENS,
    completion_tokens: written,
    total_tokens: PROMPT_TOKENS + written,
  };
}
