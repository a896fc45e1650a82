import { anthropic } from "./anthropic.js";
import { gemini } from "./gemini.js";
import { openaiChat } from "./openai-chat.js";
import { openaiResponses } from "./openai-responses.js";
import type { Question, Reasoning } from "./question.js";
import type { Turn } from "./turn.js";

export type Fields = Readonly<Record<string, unknown>>;

/** Who answers, and what it is told of thinking. */
export interface AskedModel {
  readonly model: string;
  /** Undefined for a model that thinks little by itself. */
  readonly reasoning: Reasoning | undefined;
}

/** A cloud's own words for a question and an answer (docs/SPEC.md, "Cloud"). */
export interface Provider extends AskedModel {
  /** Who is asked where the settings name nobody else. */
  readonly host: string;
  path(model: string, streamed: boolean): string;
  /** Those that carry the key, and what goes with it. */
  headers(key: string): readonly (readonly [string, string])[];
  /** The body's JSON, with `PICTURE` in place of each picture's base64. */
  body(question: Question, streamed: boolean): object;
  /** Takes in a whole reply or, `streamed`, the data of one event. */
  take(message: Fields, turn: Turn, streamed: boolean): void;
}

export type ProviderName = "openai-chat" | "openai-responses" | "anthropic" | "gemini";

export function providerOf(name: ProviderName): Provider {
  switch (name) {
    case "openai-chat":
      return openaiChat;
    case "openai-responses":
      return openaiResponses;
    case "anthropic":
      return anthropic;
    case "gemini":
      return gemini;
  }
}
