/** What a provider bills: tokens that it reads and tokens that it writes. */
export interface Tokens {
  readonly input: number;
  readonly output: number;
}

/** 0 where it is not known. */
export interface Prices {
  readonly inputDollarsPerMTokens: number;
  readonly outputDollarsPerMTokens: number;
}

/**
 * Of a picture at low detail, the most that is known: gpt-4o-mini's (OpenAI's and Azure's price
 * pages, by epam/ai-dial-adapter-openai issue 165).
 */
export const PICTURE_TOKENS_MAX = 2_833;

/**
 * What a question is reckoned at before it is asked. `textBytes` is the request's body without its
 * pictures: a token stands for a byte at least, and members' names outweigh what a provider adds.
 */
export function tokensMax(
  textBytes: number,
  pictures: number,
  completionTokensMax: number,
): Tokens {
  return { input: textBytes + pictures * PICTURE_TOKENS_MAX, output: completionTokensMax };
}

/** Millionths of a dollar, rounded up: a dollar per million tokens is just one of them per token. */
export function microDollarsOf(
  { input, output }: Tokens,
  { inputDollarsPerMTokens, outputDollarsPerMTokens }: Prices,
): number {
  return Math.ceil(input * inputDollarsPerMTokens + output * outputDollarsPerMTokens);
}
