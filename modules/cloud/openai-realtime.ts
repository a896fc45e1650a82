import {
  declared,
  effort,
  picture,
  resultOf,
  takeEvent,
  takeStatus,
  userItem,
} from "./openai-responses.js";
import type { Fields } from "./provider.js";
import { type AnsweredCall, QUESTION_TEXT, type Question, verdictSchema } from "./question.js";
import { fieldsOf } from "./reply-fields.js";
import { type Turn, VERDICT_TOOL } from "./turn.js";

/** A message to the server, with `PICTURE` in place of the picture's base64 where it has one. */
export interface RealtimeEvent {
  readonly body: object;
  readonly picture?: Uint8Array | undefined;
}

/**
 * How the session goes. Realtime has no structured output: the verdict is a tool of its own, and
 * some tool must be called.
 */
export function sessionEvent({ tokensMax, reasoning, tools }: Question): RealtimeEvent {
  const verdict = {
    name: VERDICT_TOOL,
    description: "Gives the answer.",
    parameters: verdictSchema(true),
  };
  const body = {
    type: "session.update",
    session: {
      type: "realtime",
      output_modalities: ["text"],
      instructions: QUESTION_TEXT,
      max_output_tokens: tokensMax,
      ...effort(reasoning),
      tools: [...tools, verdict].map((tool) => declared(tool, false)),
      tool_choice: "required",
    },
  };
  return { body };
}

/** `id` is ours, to take the picture out of the conversation again. */
export function pictureEvent(id: string, jpeg: Uint8Array): RealtimeEvent {
  return { ...itemEvent({ id, ...userItem([picture()]) }), picture: jpeg };
}

export function resultEvent(call: AnsweredCall): RealtimeEvent {
  return itemEvent(resultOf(call));
}

export function callEvent({ id, name, arguments: given }: AnsweredCall): RealtimeEvent {
  return itemEvent({ type: "function_call", call_id: id, name, arguments: given });
}

export function forgetEvent(id: string): RealtimeEvent {
  return { body: { type: "conversation.item.delete", item_id: id } };
}

export function respondEvent(): RealtimeEvent {
  return { body: { type: "response.create" } };
}

function itemEvent(item: object): RealtimeEvent {
  return { body: { type: "conversation.item.create", item } };
}

/** Takes one message of the server in; those that speak of the session alone are passed over. */
export function takeRealtime(event: Fields, turn: Turn): void {
  if (event.type !== "response.done") takeEvent(event, turn);
  else {
    const response = fieldsOf(event.response);
    const { reason, error } = fieldsOf(response.status_details);
    takeStatus({ ...response, incomplete_details: { reason }, error }, turn);
  }
}
