import type { Fields, Provider } from "./provider.js";
import {
  type AnsweredCall,
  PICTURE,
  QUESTION_TEXT,
  type Reasoning,
  type ToolDeclaration,
  verdictSchema,
} from "./question.js";
import { fieldsOf, firstOf, listOf } from "./reply-fields.js";
import { isCount, type Turn, VERDICT_TOOL } from "./turn.js";

/**
 * Google's Gemini, generateContent. Its structured output does not go with tools: where there are
 * any, the verdict is a tool of its own, and one of them must be called.
 */
export const gemini: Provider = {
  host: "generativelanguage.googleapis.com",
  model: "gemini-3.5-flash-lite",
  reasoning: undefined,
  path: (model, streamed) =>
    `/v1beta/models/${model}:${streamed ? "streamGenerateContent?alt=sse" : "generateContent"}`,
  headers: (key) => [["x-goog-api-key", key]],
  body: ({ tokensMax, reasoning, tools, steps }) => ({
    contents: [
      { role: "user", parts: [picture(), { text: QUESTION_TEXT }] },
      ...steps.flatMap(contentsOf),
    ],
    ...answerForm(tools, {
      maxOutputTokens: tokensMax,
      ...(reasoning === undefined ? {} : { thinkingConfig: thinking(reasoning) }),
    }),
  }),
  take(message, turn) {
    takeUsage(fieldsOf(message.usageMetadata), turn);
    if (message.error !== undefined) turn.fail("cloud-server-error");
    if (fieldsOf(message.promptFeedback).blockReason !== undefined) turn.fail("cloud-filtered");
    const candidate = firstOf(message.candidates);
    if (candidate === undefined) return;
    for (const part of listOf(fieldsOf(candidate.content).parts)) takePart(part, turn);
    takeEnd(candidate.finishReason, turn);
  },
};

/** Models before Gemini 3 know a budget alone, and may have none; later ones know levels, and always think. */
function thinking(reasoning: Reasoning): object {
  return reasoning === "none" ? { thinkingBudget: 0 } : { thinkingLevel: reasoning };
}

function answerForm(tools: readonly ToolDeclaration[], generationConfig: object): object {
  if (tools.length > 0) return { generationConfig, ...withTools(tools) };
  const schema = { responseMimeType: "application/json", responseJsonSchema: verdictSchema(true) };
  return { generationConfig: { ...generationConfig, ...schema } };
}

function withTools(tools: readonly ToolDeclaration[]): object {
  return {
    tools: [
      {
        functionDeclarations: [
          ...tools.map(({ name, description, parameters }) => {
            return { name, description, parametersJsonSchema: parameters };
          }),
          {
            name: VERDICT_TOOL,
            description: "Gives the answer.",
            parametersJsonSchema: verdictSchema(true),
          },
        ],
      },
    ],
    toolConfig: { functionCallingConfig: { mode: "ANY" } },
  };
}

function picture(): object {
  return { inlineData: { mimeType: "image/jpeg", data: PICTURE } };
}

function contentsOf(calls: readonly AnsweredCall[]): object[] {
  return [
    {
      role: "model",
      parts: calls.map(({ name, arguments: given, signature }) => ({
        functionCall: { name, args: JSON.parse(given) as object },
        ...(signature === undefined ? {} : { thoughtSignature: signature }),
      })),
    },
    {
      role: "user",
      parts: calls.flatMap(({ name, result, jpeg }) => {
        const answer = { functionResponse: { name, response: JSON.parse(result) as object } };
        return jpeg === undefined ? [answer] : [answer, picture()];
      }),
    },
  ];
}

function takePart(part: Fields, turn: Turn): void {
  if (part.thought === true) return;
  turn.addText(part.text);
  if (part.functionCall === undefined) return;
  const { id, name, args } = fieldsOf(part.functionCall);
  turn.addCall(id, name, JSON.stringify(fieldsOf(args)), {
    signature: part.thoughtSignature,
  });
}

function takeUsage(usage: Fields, turn: Turn): void {
  const {
    promptTokenCount: input,
    candidatesTokenCount: said,
    thoughtsTokenCount: thought,
  } = usage;
  // What it thinks is billed as said; a model that does not think leaves that out.
  const thinking = thought ?? 0;
  turn.count(input, isCount(said) && isCount(thinking) ? said + thinking : undefined);
}

function takeEnd(reason: unknown, turn: Turn): void {
  if (reason === undefined) return;
  turn.end();
  switch (reason) {
    case "STOP":
      break;
    case "MAX_TOKENS":
      turn.fail("cloud-truncated");
      break;
    case "SAFETY":
    case "IMAGE_SAFETY":
    case "PROHIBITED_CONTENT":
    case "BLOCKLIST":
    case "SPII":
      turn.fail("cloud-safety-stop");
      break;
    case "RECITATION":
    case "LANGUAGE":
      turn.fail("cloud-filtered");
      break;
    default:
      turn.fail("cloud-malformed", "finishReason");
  }
}
