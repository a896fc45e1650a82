import { type BooleanSetting, choice, integer, number, text } from "./setting.js";
import { isHostNameOrEmpty, isModelNameOrEmpty, isPathOrEmpty } from "./text-values.js";

/** Who is asked where the chip is unsure, in which words, and what that may cost in one question. */
export const CLOUD_SETTINGS = {
  enabled: boolean(true, "whether the cloud may be asked at all"),
  provider: choice(
    ["openai-chat", "openai-responses", "anthropic", "gemini"],
    "openai-chat",
    "in whose words; many servers understand openai-chat",
  ),
  transport: choice(
    ["https", "sse", "websocket"],
    "https",
    "whole answers, streamed ones, or OpenAI's Realtime",
  ),
  host: text("", 253, isHostNameOrEmpty, "a host name, or empty", {
    doc: "who is asked, by name; empty: the provider itself",
  }),
  port: integer("port", 443, 1, 65_535, "port of the cloud's HTTPS server"),
  path: text("", 255, isPathOrEmpty, "a path from / without spaces, or empty", {
    doc: "path of the questions; empty: the provider's",
  }),
  model: text("", 128, isModelNameOrEmpty, "letters, digits and ._:/@-, or empty", {
    doc: "name of the cloud's model; empty: a small one of the provider's",
  }),
  timeoutMs: integer(
    "ms",
    20_000,
    1_000,
    120_000,
    "longest time for one question, with its attempts and tools",
  ),
  completionTokensMax: integer("tokens", 300, 50, 4_096, "longest answer, with what it thinks"),
  reasoning: choice(
    ["usual", "none", "minimal", "low", "medium", "high"],
    "usual",
    "how long the model thinks; usual: hardly, and a model that is named here as it likes",
  ),
  attemptsMax: integer("attempts", 2, 1, 4, "times that a question is sent while its cloud fails"),
  inputDollarsPerMTokens: number("$", 0, 0, 1_000, "price of a million tokens read; 0: not known"),
  outputDollarsPerMTokens: number("$", 0, 0, 1_000, "price of a million written; 0: not known"),
  toolStepsMax: integer("turns", 2, 0, 4, "turns in which the cloud may call this device's tools"),
  toolLookAgain: boolean(false, "whether the cloud may have another picture taken"),
  toolFlash: boolean(false, "whether it may have that one lit by the flash"),
  toolHistory: boolean(false, "whether the cloud may read the last decisions"),
  toolStatus: boolean(false, "whether the cloud may read how the device is"),
} as const;

function boolean(standard: boolean, doc: string): BooleanSetting {
  return { kind: "boolean", standard, doc };
}
