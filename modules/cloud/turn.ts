import { isVisible } from "../text/forms.js";
import { CONTENT_CHARS_MAX, parseVerdict, type Verdict } from "./verdict.js";

/** Why a cloud that was reached gave no verdict. */
export type TurnCode =
  | "cloud-malformed"
  | "cloud-refused"
  | "cloud-truncated"
  | "cloud-filtered"
  | "cloud-safety-stop"
  | "cloud-rejected"
  | "cloud-rate-limited"
  | "cloud-server-error";

/** A local tool that the cloud's model wants to be called, as it wrote it. */
export interface ToolCall {
  /** The provider's name for this call; empty where it has none. */
  readonly id: string;
  readonly name: string;
  /** JSON. */
  arguments: string;
  /** What some providers want back with the call, opaque. */
  readonly signature?: string | undefined;
}

/** As far as the provider told. */
export interface Usage {
  inputTokens: number;
  outputTokens: number;
}

export type Said =
  | { readonly kind: "verdict"; readonly verdict: Verdict }
  | { readonly kind: "calls"; readonly calls: readonly ToolCall[] }
  | { readonly kind: "failed"; readonly code: TurnCode; readonly detail?: string };

/** By this tool a verdict comes where a provider has no structured output to go with tools. */
export const VERDICT_TOOL = "report_verdict";

export const CALLS_MAX = 4;
export const ARGUMENTS_CHARS_MAX = CONTENT_CHARS_MAX;
/** Of what goes back to the cloud with a call, as JSON. */
export const CALL_ID_CHARS_MAX = 128;
export const CALL_NAME_CHARS_MAX = 64;
/** Of all calls of a turn together. */
export const SIGNATURE_CHARS_MAX = 8_192;
const TOKENS_MAX = 10_000_000;

/**
 * One turn of the cloud's model as it comes in, whole or in pieces. Providers write it, each in its
 * own words; everything is bounded, and the first failure stands.
 */
export class Turn {
  readonly usage: Usage = { inputTokens: 0, outputTokens: 0 };
  #text = "";
  #calls: ToolCall[] = [];
  /** Where a stream numbers its calls, each one's. */
  #indices: unknown[] = [];
  #signatureCharsLeft = SIGNATURE_CHARS_MAX;
  #failed: (Said & { readonly kind: "failed" }) | undefined;
  #ended = false;

  /** What the model says, or more of it; what is no text is passed over. */
  addText(text: unknown): void {
    if (typeof text !== "string") return;
    if (this.#text.length + text.length > CONTENT_CHARS_MAX) {
      this.fail("cloud-malformed", "content too long");
    } else this.#text += text;
  }

  /** A call begins; `given` is its arguments so far, where they are text. */
  addCall(
    id: unknown,
    name: unknown,
    given: unknown,
    { signature, index }: { readonly signature?: unknown; readonly index?: unknown } = {},
  ): void {
    const isNamed = isShort(id ?? "", CALL_ID_CHARS_MAX) && isShort(name, CALL_NAME_CHARS_MAX);
    const isSigned = signature === undefined || isShort(signature, this.#signatureCharsLeft);
    if (!isNamed || !isSigned || this.#calls.length === CALLS_MAX) {
      this.fail("cloud-malformed", "a tool call");
      return;
    }
    const call = { id: (id ?? "") as string, name: name as string, arguments: "" };
    this.#calls.push(signature === undefined ? call : { ...call, signature: signature as string });
    this.#indices.push(index);
    if (signature !== undefined) this.#signatureCharsLeft -= charsOf(signature as string);
    this.addArguments(given);
  }

  /** More of a call's arguments: of the last one's with that index, where there is one. */
  addArguments(text: unknown, index?: unknown): void {
    if (typeof text !== "string") return;
    const isNumbered = typeof index === "number";
    let at = this.#calls.length - 1;
    // By hand: one lastIndexOf has a board's image hold those of arrays, typed arrays and strings.
    while (isNumbered && at >= 0 && this.#indices[at] !== index) at -= 1;
    const call = this.#calls[at];
    if (call === undefined) {
      if (isNumbered) this.fail("cloud-malformed", "arguments of no call");
    } else if (call.arguments.length + text.length > ARGUMENTS_CHARS_MAX) {
      this.fail("cloud-malformed", "arguments too long");
    } else call.arguments += text;
  }

  get callCount(): number {
    return this.#calls.length;
  }

  /** The provider counts tokens as it goes: what it tells last is the sum. */
  count(inputTokens: unknown, outputTokens: unknown): void {
    if (isCount(inputTokens)) this.usage.inputTokens = inputTokens;
    if (isCount(outputTokens)) this.usage.outputTokens = outputTokens;
  }

  /** Whether that sum is the turn's: what a stream tells on its way is less. */
  get isTold(): boolean {
    return this.#ended && this.usage.inputTokens > 0 && this.usage.outputTokens > 0;
  }

  fail(code: TurnCode, detail?: string): void {
    this.#failed ??= { kind: "failed", code, ...(detail === undefined ? {} : { detail }) };
  }

  /** The model says no more; where that is a failure `fail` says so besides. */
  end(): void {
    this.#ended = true;
  }

  /**
   * What was said, as soon as that is certain; a stream's caller need not read on. A verdict is
   * certain when it parses: whatever follows could not change it.
   */
  said(): Said | undefined {
    if (this.#failed !== undefined) return this.#failed;
    const content = this.#verdictText();
    if (content === undefined) {
      return this.#ended ? { kind: "calls", calls: this.#calls } : undefined;
    }
    if (!this.#ended && !content.endsWith("}")) return undefined;
    const verdict = parseVerdict(content);
    if (verdict.ok) return { kind: "verdict", verdict: verdict.value };
    if (!this.#ended) return undefined;
    const { code, detail } = verdict;
    return { kind: "failed", code, ...(detail === undefined ? {} : { detail }) };
  }

  /** Undefined where the turn is one of calls, none of which is the verdict. */
  #verdictText(): string | undefined {
    if (this.#calls.length === 0) return this.#text.trim();
    return this.#calls.find(({ name }) => name === VERDICT_TOOL)?.arguments;
  }
}

/** So short that it may go back, and free of whatever is not ASCII. */
function isShort(text: unknown, charsMax: number): boolean {
  return typeof text === "string" && charsOf(text) <= charsMax && (text === "" || isVisible(text));
}

/** Within the quotes of a JSON text: what needs an escape counts with it. */
function charsOf(text: string): number {
  return JSON.stringify(text).length - 2;
}

/** Whether a provider has told a number of tokens, and no object of a stranger's. */
export function isCount(tokens: unknown): tokens is number {
  return Number.isInteger(tokens) && (tokens as number) >= 0 && (tokens as number) <= TOKENS_MAX;
}
