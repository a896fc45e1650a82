import type { ToolCall } from "./turn.js";
import { COUNT_MAX, SUMMARY_CHARS_MAX } from "./verdict.js";

/** A local tool as the cloud is told of it. */
export interface ToolDeclaration {
  readonly name: string;
  readonly description: string;
  /** JSON Schema of the arguments. */
  readonly parameters: object;
}

/** A call with what came of it. */
export interface AnsweredCall extends ToolCall {
  /** JSON. */
  readonly result: string;
  /** A picture that goes with it; it stays the caller's. */
  readonly jpeg?: Uint8Array | undefined;
}

/**
 * How long the model may think before it answers, from not at all on; what it writes meanwhile counts
 * as its answer's. Not every model knows every one.
 */
export type Reasoning = "none" | "minimal" | "low" | "medium" | "high";

/** A conversation so far: one picture, and the calls that the cloud has made, turn by turn. */
export interface Question {
  readonly model: string;
  readonly tokensMax: number;
  /** Undefined for the model's own. */
  readonly reasoning: Reasoning | undefined;
  readonly jpeg: Uint8Array;
  readonly tools: readonly ToolDeclaration[];
  readonly steps: readonly (readonly AnsweredCall[])[];
}

export const QUESTION_TEXT =
  "The picture is from a small fixed camera. Is at least one real person, or part of one, " +
  "visible in it? Pictures, statues and dolls are no persons. Give your confidence in that " +
  "answer from 0 to 1, count the persons, and describe the scene in one short sentence.";

/**
 * Stands in a body for the base64 of the next picture. JSON writes this character as it is, and
 * nothing that a cloud says goes back to it but visible ASCII (turn.ts): nobody else can write it.
 */
export const PICTURE = "\ufffc";
export const JPEG_URI = `data:image/jpeg;base64,${PICTURE}`;

/** The texts of a body around its pictures, one more than these. */
export function textsAround(body: object): string[] {
  return JSON.stringify(body).split(PICTURE);
}

/** Every picture of a question, in the order in which each provider's body names them. */
export function picturesOf({ jpeg, steps }: Question): Uint8Array[] {
  const pictures = [jpeg];
  for (const calls of steps) for (const call of calls) if (call.jpeg) pictures.push(call.jpeg);
  return pictures;
}

/** The form of a verdict as a cloud is told it; `bounded` where it understands bounds. */
export function verdictSchema(bounded: boolean): object {
  return schemaOf({
    person: { type: "boolean" },
    confidence: { type: "number", ...(bounded ? { minimum: 0, maximum: 1 } : {}) },
    count: { type: "integer", ...(bounded ? { minimum: 0, maximum: COUNT_MAX } : {}) },
    summary: { type: "string", ...(bounded ? { maxLength: SUMMARY_CHARS_MAX } : {}) },
  });
}

/** An object of exactly these members. */
export function schemaOf(properties: object): object {
  return {
    type: "object",
    properties,
    required: Object.keys(properties),
    additionalProperties: false,
  };
}
