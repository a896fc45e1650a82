import type { CloudWords } from "../run/cloud.js";
import { oneOf, UsageError } from "./usage.js";

export type CloudChoice =
  | { readonly kind: "local" }
  | { readonly kind: "off" }
  | { readonly kind: "url"; readonly url: URL; readonly key: string };

/** The environment variable that holds the key for `--cloud URL`: never an argument, never a file. */
export const CLOUD_KEY_VARIABLE = "NIGHTJAR_CLOUD_KEY";

export const PROVIDERS = ["openai-chat", "openai-responses", "anthropic", "gemini"] as const;
export const TRANSPORTS = ["https", "sse", "websocket"] as const;

export function cloudChoice(
  text: string,
  environment: Readonly<Record<string, string | undefined>>,
): CloudChoice {
  if (text === "local" || text === "off") return { kind: text };
  if (!URL.canParse(text)) {
    throw new UsageError(`--cloud takes local, off or an https:// address, not "${text}".`);
  }
  const url = new URL(text);
  if (url.protocol !== "https:") {
    throw new UsageError(`--cloud ${text}: only https:// is asked; a picture never goes in clear.`);
  }
  const key = environment[CLOUD_KEY_VARIABLE];
  if (!key) {
    throw new UsageError(
      `--cloud ${text} needs its key in the environment: ${CLOUD_KEY_VARIABLE}.`,
    );
  }
  return { kind: "url", url, key };
}

/** Throws UsageError. */
export function wordsOf({
  provider,
  transport,
}: {
  readonly provider?: string | undefined;
  readonly transport?: string | undefined;
}): CloudWords {
  return {
    ...(provider === undefined ? {} : { provider: oneOf("--provider", provider, PROVIDERS) }),
    ...(transport === undefined ? {} : { transport: oneOf("--transport", transport, TRANSPORTS) }),
  };
}
