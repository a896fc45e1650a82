import type { ProviderName } from "../../modules/cloud/provider.js";

/** One turn of a cloud's model, before any provider has put it into words. */
export type Meaning =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "calls"; readonly calls: readonly MeantCall[] }
  | { readonly kind: "refused" | "truncated" | "filtered" | "safety-stop" | "failed" };

export interface MeantCall {
  readonly id: string;
  readonly name: string;
  readonly args: object;
  /** Where the provider signs its calls. */
  readonly signature?: string;
}

export const INPUT_TOKENS = 411;
export const OUTPUT_TOKENS = 37;

/** How a provider says it (docs/SPEC.md, "Cloud"): in one reply, or in the data of events. */
export interface Words {
  whole(meaning: Meaning): object;
  events(meaning: Meaning): object[];
}

export const WORDS: Readonly<Record<ProviderName, Words>> = {
  "openai-chat": { whole: chatWhole, events: chatEvents },
  "openai-responses": { whole: responsesWhole, events: responsesEvents },
  anthropic: { whole: anthropicWhole, events: anthropicEvents },
  gemini: { whole: (meaning) => geminiChunk(meaning, true), events: geminiEvents },
};

export function eventStream(events: readonly object[]): string {
  return events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join("");
}

function halves(text: string): [string, string] {
  const middle = text.length >> 1;
  return [text.slice(0, middle), text.slice(middle)];
}

function chatWhole(meaning: Meaning): object {
  if (meaning.kind === "failed") return { error: { message: "unwell", type: "server_error" } };
  const usage = { prompt_tokens: INPUT_TOKENS, completion_tokens: OUTPUT_TOKENS };
  const message = {
    role: "assistant",
    content: meaning.kind === "text" ? meaning.text : meaning.kind === "truncated" ? '{"per' : null,
    refusal: meaning.kind === "refused" ? "I will not." : null,
    ...(meaning.kind === "calls" ? { tool_calls: meaning.calls.map(chatCall) } : {}),
  };
  return {
    object: "chat.completion",
    choices: [{ index: 0, message, finish_reason: chatEnd(meaning) }],
    usage,
  };
}

function chatCall({ id, name, args }: MeantCall): object {
  return { id, type: "function", function: { name, arguments: JSON.stringify(args) } };
}

function chatEnd({ kind }: Meaning): string {
  switch (kind) {
    case "calls":
      return "tool_calls";
    case "truncated":
      return "length";
    case "filtered":
    case "safety-stop":
      return "content_filter";
    default:
      return "stop";
  }
}

function chatEvents(meaning: Meaning): object[] {
  if (meaning.kind === "failed") return [chatWhole(meaning)];
  const deltas: object[] = [{ role: "assistant", content: "" }];
  if (meaning.kind === "text") deltas.push(...halves(meaning.text).map((content) => ({ content })));
  if (meaning.kind === "refused") deltas.push({ refusal: "I " }, { refusal: "will not." });
  if (meaning.kind === "calls") {
    meaning.calls.forEach(({ id, name, args }, index) => {
      const first = { index, id, type: "function", function: { name, arguments: "" } };
      deltas.push({ tool_calls: [first] });
      for (const piece of halves(JSON.stringify(args))) {
        deltas.push({ tool_calls: [{ index, function: { arguments: piece } }] });
      }
    });
  }
  const chunk = (delta: object, finish: string | null): object => {
    return {
      object: "chat.completion.chunk",
      choices: [{ index: 0, delta, finish_reason: finish }],
    };
  };
  const usage = { prompt_tokens: INPUT_TOKENS, completion_tokens: OUTPUT_TOKENS };
  return [
    ...deltas.map((delta) => chunk(delta, null)),
    chunk({}, chatEnd(meaning)),
    { object: "chat.completion.chunk", choices: [], usage },
  ];
}

function responsesWhole(meaning: Meaning): object {
  const usage = { input_tokens: INPUT_TOKENS, output_tokens: OUTPUT_TOKENS };
  const { kind } = meaning;
  if (kind === "failed")
    return { status: "failed", error: { code: "server_error" }, output: [], usage };
  if (kind === "truncated" || kind === "filtered" || kind === "safety-stop") {
    const reason = kind === "truncated" ? "max_output_tokens" : "content_filter";
    return { status: "incomplete", incomplete_details: { reason }, output: [], usage };
  }
  return { status: "completed", incomplete_details: null, output: responsesOutput(meaning), usage };
}

function responsesOutput(meaning: Meaning): object[] {
  const reasoning = { type: "reasoning", id: "rs_1", summary: [] };
  if (meaning.kind === "calls") {
    return [reasoning, ...meaning.calls.map(responsesCall)];
  }
  const part =
    meaning.kind === "text"
      ? { type: "output_text", text: meaning.text, annotations: [] }
      : { type: "refusal", refusal: "I will not." };
  return [reasoning, { type: "message", id: "msg_1", role: "assistant", content: [part] }];
}

function responsesCall({ id, name, args }: MeantCall): object {
  return {
    type: "function_call",
    id: `fc_${id}`,
    call_id: id,
    name,
    arguments: JSON.stringify(args),
  };
}

function responsesEvents(meaning: Meaning): object[] {
  const response = responsesWhole(meaning) as { readonly status: string };
  const events: object[] = [{ type: "response.created", response: { status: "in_progress" } }];
  if (meaning.kind === "text") {
    for (const delta of halves(meaning.text))
      events.push({ type: "response.output_text.delta", delta });
  }
  if (meaning.kind === "refused") events.push({ type: "response.refusal.delta", delta: "I will" });
  if (meaning.kind === "calls") {
    for (const call of meaning.calls) {
      events.push({ type: "response.output_item.done", item: responsesCall(call) });
    }
  }
  return [...events, { type: `response.${response.status}`, response }];
}

/** What follows `response.create` over Realtime; a verdict is a call of its tool. */
export function realtimeEvents(meaning: Meaning): object[] {
  const response = responsesWhole(meaning) as Readonly<Record<string, unknown>>;
  const events = responsesEvents(meaning).slice(0, -1);
  const { reason } = (response.incomplete_details ?? {}) as { readonly reason?: string };
  const details = { type: response.status, ...(reason ? { reason } : {}), error: response.error };
  return [...events, { type: "response.done", response: { ...response, status_details: details } }];
}

function anthropicWhole(meaning: Meaning): object {
  if (meaning.kind === "failed") return { type: "error", error: { type: "overloaded_error" } };
  return {
    type: "message",
    role: "assistant",
    content: anthropicContent(meaning),
    stop_reason: anthropicEnd(meaning),
    usage: { input_tokens: INPUT_TOKENS, output_tokens: OUTPUT_TOKENS },
  };
}

function anthropicContent(meaning: Meaning): object[] {
  if (meaning.kind === "text") return [{ type: "text", text: meaning.text }];
  if (meaning.kind !== "calls") return [];
  const calls = meaning.calls.map(({ id, name, args }) => {
    return { type: "tool_use", id, name, input: args };
  });
  return [{ type: "text", text: "Let me look." }, ...calls];
}

function anthropicEnd({ kind }: Meaning): string {
  switch (kind) {
    case "calls":
      return "tool_use";
    case "truncated":
      return "max_tokens";
    case "text":
      return "end_turn";
    default:
      return "refusal";
  }
}

function anthropicEvents(meaning: Meaning): object[] {
  const start = { usage: { input_tokens: INPUT_TOKENS, output_tokens: 1 }, content: [] };
  const events: object[] = [{ type: "message_start", message: start }, { type: "ping" }];
  if (meaning.kind === "failed") return [...events, anthropicWhole(meaning)];
  anthropicContent(meaning).forEach((block, index) => {
    const { type, text, input } = block as Readonly<Record<string, unknown>>;
    const empty = type === "text" ? { ...block, text: "" } : { ...block, input: {} };
    events.push({ type: "content_block_start", index, content_block: empty });
    const pieces = halves(type === "text" ? (text as string) : JSON.stringify(input));
    for (const piece of pieces) {
      const delta =
        type === "text"
          ? { type: "text_delta", text: piece }
          : { type: "input_json_delta", partial_json: piece };
      events.push({ type: "content_block_delta", index, delta });
    }
    events.push({ type: "content_block_stop", index });
  });
  const usage = { output_tokens: OUTPUT_TOKENS };
  const delta = { stop_reason: anthropicEnd(meaning) };
  return [...events, { type: "message_delta", delta, usage }, { type: "message_stop" }];
}

function geminiChunk(meaning: Meaning, ended: boolean): object {
  if (meaning.kind === "failed") return { error: { code: 503, status: "UNAVAILABLE" } };
  if (meaning.kind === "refused") return { promptFeedback: { blockReason: "OTHER" } };
  const parts =
    meaning.kind === "text"
      ? [{ text: "Hm.", thought: true }, { text: meaning.text }]
      : meaning.kind === "calls"
        ? meaning.calls.map(({ name, args, signature = "c2ln" }) => ({
            functionCall: { name, args },
            thoughtSignature: signature,
          }))
        : [];
  return {
    candidates: [
      {
        content: { role: "model", parts },
        ...(ended ? { finishReason: geminiEnd(meaning) } : {}),
        index: 0,
      },
    ],
    usageMetadata: { promptTokenCount: INPUT_TOKENS, candidatesTokenCount: OUTPUT_TOKENS },
  };
}

function geminiEnd({ kind }: Meaning): string {
  switch (kind) {
    case "truncated":
      return "MAX_TOKENS";
    case "filtered":
      return "RECITATION";
    case "safety-stop":
      return "SAFETY";
    default:
      return "STOP";
  }
}

function geminiEvents(meaning: Meaning): object[] {
  if (meaning.kind !== "text") return [geminiChunk(meaning, true)];
  const [first, second] = halves(meaning.text);
  const end = { candidates: [{ content: { parts: [{ text: "" }] }, finishReason: "STOP" }] };
  return [
    geminiChunk({ kind: "text", text: first }, false),
    geminiChunk({ kind: "text", text: second }, false),
    end,
  ];
}
