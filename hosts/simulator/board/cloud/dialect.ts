import type { IncomingHttpHeaders } from "node:http";
import type { Verdict } from "./cloud-temper.js";

export type Fields = Readonly<Record<string, unknown>>;

/** A vision request, whatever the words. */
export interface Asked {
  readonly model: string;
  /** In order; the last is the one to judge. */
  readonly jpegs: readonly Uint8Array[];
  readonly streamed: boolean;
  /** Names of the functions that may be called. */
  readonly tools: readonly string[];
  /** Calls that have been answered already. */
  readonly results: number;
}

/** One turn of the model. */
export type Said =
  | { readonly kind: "verdict"; readonly verdict: Verdict }
  | { readonly kind: "call"; readonly name: string; readonly args: object };

/** Why a request is none; the service's own error says no more. */
export class RequestError extends Error {}

/** How one service speaks (docs/SPEC.md, "Cloud"): strict in what it takes. */
export interface Dialect {
  /** Whether a request with this path, its query left out, is meant for it. */
  isPath(path: string): boolean;
  /** The header that carries the key, and what stands before it there. */
  readonly key: { readonly header: string; readonly prefix: string };
  /** Headers that it wants besides; the reason for a refusal, or undefined. */
  refusal?(headers: IncomingHttpHeaders): string | undefined;
  /** Throws RequestError. */
  parse(request: Fields, path: string, query: string): Asked;
  whole(said: Said, asked: Asked, id: string): object;
  events(said: Said, asked: Asked, id: string): readonly object[];
  /** What follows the last event. */
  readonly streamEnd: string;
  error(status: number, code: string, message: string): object;
}

/** The tool by which a verdict comes where a service cannot give structured output. */
export const VERDICT_TOOL = "report_verdict";

export const PROMPT_TOKENS = 400;
const PARTS_MAX = 16;
const MODEL_CHARS_MAX = 128;
const JPEG_BYTES_MAX = 512 * 1024;
const DATA_URI = "data:image/jpeg;base64,";
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function wanted(condition: boolean, reason: string): asserts condition {
  if (!condition) throw new RequestError(reason);
}

export function fieldsOf(value: unknown, what: string): Fields {
  wanted(isFields(value), `${what} must be an object`);
  return value;
}

/** A list of objects, of one at least. */
export function listOf(value: unknown, what: string): readonly Fields[] {
  const isList = Array.isArray(value) && value.length > 0 && value.length <= PARTS_MAX;
  wanted(isList, `${what} must hold 1 to ${PARTS_MAX} objects`);
  return value.map((entry) => fieldsOf(entry, `an entry of ${what}`));
}

export function modelOf(value: unknown): string {
  const isName = typeof value === "string" && value !== "" && value.length <= MODEL_CHARS_MAX;
  wanted(isName, "model must be a name");
  return value;
}

export function flagOf(value: unknown, what: string): boolean {
  wanted(value === undefined || typeof value === "boolean", `${what} must be true or false`);
  return value === true;
}

export function tokensOf(value: unknown, what: string): void {
  const isCount = Number.isInteger(value) && (value as number) > 0;
  wanted(value === undefined || isCount, `${what} must be a number of tokens`);
}

/** How long the model shall think, in one of the service's own words for it. */
export function effortOf(
  value: unknown,
  what: string,
  efforts: readonly string[] = ["none", "low", "medium", "high", "xhigh", "max"],
): void {
  const isEffort = value === undefined || efforts.includes(value as string);
  wanted(isEffort, `${what} must be one of ${efforts.join(", ")}`);
}

/** A JPEG in base64, with nothing around it. */
export function jpegOf(text: unknown): Uint8Array {
  wanted(typeof text === "string" && BASE64.test(text), "a picture must be base64");
  const bytes = Buffer.from(text, "base64");
  // Bits beyond the last byte would let one picture have several spellings.
  wanted(bytes.toString("base64") === text, "a picture's base64 has stray bits");
  wanted(bytes.byteLength <= JPEG_BYTES_MAX, "a picture is too large");
  const begins = bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff;
  wanted(begins, "a picture must be a JPEG");
  return bytes;
}

export function jpegOfUri(uri: unknown): Uint8Array {
  const isUri = typeof uri === "string" && uri.startsWith(DATA_URI);
  wanted(isUri, "the picture must be a JPEG as a base64 data URI");
  return jpegOf(uri.slice(DATA_URI.length));
}

/** A JSON Schema of an object that admits no further member, as strict services want it. */
export function strictSchema(value: unknown): void {
  const schema = fieldsOf(value, "the schema");
  wanted(schema.type === "object" && isFields(schema.properties), "the schema must be an object's");
  const names = Object.keys(schema.properties);
  const required = Array.isArray(schema.required) ? (schema.required as unknown[]) : [];
  wanted(
    schema.additionalProperties === false && names.every((name) => required.includes(name)),
    "a strict schema requires every member and admits no other",
  );
}

/** What would have been said, cut into a few pieces as a model's tokens come. */
export function piecesOf(text: string): string[] {
  const pieces: string[] = [];
  for (let at = 0; at < text.length; at += 24) pieces.push(text.slice(at, at + 24));
  return pieces;
}

export function completionTokens(text: string): number {
  return Math.ceil(text.length / 4);
}

export function contentOf(said: Said): string {
  return JSON.stringify(said.kind === "verdict" ? said.verdict : said.args);
}
