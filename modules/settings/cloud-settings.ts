import { type BooleanSetting, choice, integer, number, text } from "./setting.js";
import { isHostNameOrEmpty, isModelNameOrEmpty, isPathOrEmpty } from "./text-values.js";

/** Who is asked where the chip is unsure, in which words, and what that may cost in one question. */
export const CLOUD_SETTINGS = {
  enabled: boolean(true),
  provider: choice(["openai-chat", "openai-responses", "anthropic", "gemini"], "openai-chat"),
  transport: choice(["https", "sse", "websocket"], "https"),
  host: text("", 253, isHostNameOrEmpty, "a host name, or empty"),
  port: integer("port", 443, 1, 65_535),
  path: text("", 255, isPathOrEmpty, "a path from / without spaces, or empty"),
  model: text("", 128, isModelNameOrEmpty, "letters, digits and ._:/@-, or empty"),
  timeoutMs: integer("ms", 20_000, 1_000, 120_000),
  completionTokensMax: integer("tokens", 300, 50, 4_096),
  reasoning: choice(["usual", "none", "minimal", "low", "medium", "high"], "usual"),
  attemptsMax: integer("attempts", 2, 1, 4),
  inputDollarsPerMTokens: number("$", 0, 0, 1_000),
  outputDollarsPerMTokens: number("$", 0, 0, 1_000),
  toolStepsMax: integer("turns", 2, 0, 4),
  toolLookAgain: boolean(false),
  toolFlash: boolean(false),
  toolHistory: boolean(false),
  toolStatus: boolean(false),
} as const;

function boolean(standard: boolean): BooleanSetting {
  return { kind: "boolean", standard };
}
