import {
  type Asked,
  completionTokens,
  contentOf,
  type Dialect,
  effortOf,
  type Fields,
  fieldsOf,
  isFields,
  jpegOf,
  listOf,
  modelOf,
  PROMPT_TOKENS,
  piecesOf,
  RequestError,
  type Said,
  tokensOf,
  wanted,
} from "./dialect.js";

const PATH = /^\/v1beta\/models\/([^/:]+):(generateContent|streamGenerateContent)$/;
const STATUSES: Readonly<Record<number, string>> = {
  400: "INVALID_ARGUMENT",
  401: "UNAUTHENTICATED",
  404: "NOT_FOUND",
  429: "RESOURCE_EXHAUSTED",
};

/** Google's Gemini, generateContent. */
export const gemini: Dialect = {
  isPath: (path) => PATH.test(path),
  key: { header: "x-goog-api-key", prefix: "" },
  parse,
  whole: (said, asked) => chunkOf(partsOf(said), asked, said, true),
  events: (said, asked) => {
    if (said.kind === "call") return [chunkOf(partsOf(said), asked, said, true)];
    const pieces = piecesOf(contentOf(said));
    return pieces.map((text, at) => chunkOf([{ text }], asked, said, at === pieces.length - 1));
  },
  streamEnd: "",
  error: (status, _code, message) => {
    return { error: { code: status, message, status: STATUSES[status] ?? "INTERNAL" } };
  },
};

function parse(request: Fields, path: string, query: string): Asked {
  const [, model, method] = PATH.exec(path) ?? [];
  const streamed = method === "streamGenerateContent";
  if (streamed && query !== "alt=sse") throw new RequestError("only alt=sse is streamed here");
  const jpegs: Uint8Array[] = [];
  let results = 0;
  for (const { role, parts } of listOf(request.contents, "contents")) {
    wanted(role === "user" || role === "model", "a role must be user or model");
    for (const part of listOf(parts, "parts")) {
      if (part.functionResponse !== undefined) results += 1;
      takePart(part, jpegs);
    }
  }
  wanted(jpegs.length > 0, "a picture is wanted");
  const { tools, generationConfig = {} } = request;
  const config = fieldsOf(generationConfig, "generationConfig");
  tokensOf(config.maxOutputTokens, "maxOutputTokens");
  const thinking = fieldsOf(config.thinkingConfig ?? {}, "thinkingConfig");
  effortOf(thinking.thinkingLevel, "thinkingLevel", ["minimal", "low", "medium", "high"]);
  wanted(
    thinking.thinkingBudget === undefined || thinking.thinkingLevel === undefined,
    "only one of thinking budget and thinking level",
  );
  const isStructured = config.responseMimeType === "application/json";
  wanted(
    config.responseJsonSchema === undefined || isStructured,
    "a schema wants application/json",
  );
  wanted(!(isStructured && tools), "Function calling with a response mime type is unsupported");
  const names = tools === undefined ? [] : listOf(tools, "tools").flatMap(namesOfTool);
  return { model: modelOf(model), jpegs, streamed, tools: names, results };
}

function takePart(part: Fields, jpegs: Uint8Array[]): void {
  const { text, inlineData, functionCall, functionResponse } = part;
  if (typeof text === "string" || isFields(functionCall)) return;
  if (isFields(functionResponse)) {
    wanted(isFields(functionResponse.response), "a function's response must be an object");
    return;
  }
  const { mimeType, data } = fieldsOf(inlineData, "inlineData");
  wanted(mimeType === "image/jpeg", "a JPEG is wanted");
  jpegs.push(jpegOf(data));
}

function namesOfTool({ functionDeclarations: declared }: Fields): string[] {
  return listOf(declared, "functionDeclarations").map(({ name }) => {
    wanted(typeof name === "string", "a function wants a name");
    return name;
  });
}

function partsOf(said: Said): object[] {
  if (said.kind === "verdict") return [{ text: contentOf(said) }];
  const { name, args } = said;
  return [{ functionCall: { name, args }, thoughtSignature: "bG9jYWw=" }];
}

function chunkOf(parts: object[], { model }: Asked, said: Said, isLast: boolean): object {
  const written = completionTokens(contentOf(said));
  const end = isLast ? { finishReason: "STOP" } : {};
  return {
    candidates: [{ content: { role: "model", parts }, ...end, index: 0 }],
    usageMetadata: {
      promptTokenCount: PROMPT_TOKENS,
      candidatesTokenCount: written,
      totalTokenCount: PROMPT_TOKENS + written,
    },
    modelVersion: model,
  };
}
