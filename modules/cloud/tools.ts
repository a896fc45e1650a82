import { isRecord, parseBoundedJson } from "../bytes/bounded-json.js";
import { type AnsweredCall, schemaOf, type ToolDeclaration } from "./question.js";
import type { ToolCall } from "./turn.js";

/** What the cloud's model may ask of this device, validated. */
export type ToolRequest =
  | { readonly name: "look_again"; readonly resolution: Resolution; readonly flash: boolean }
  | { readonly name: "recent_history"; readonly minutes: number }
  | { readonly name: "device_status" };

export type ToolName = ToolRequest["name"];
export type Resolution = "qvga" | "vga";

/** The device's side of it. */
export interface ToolBox {
  /** Those that the settings allow; the cloud hears of no others. */
  readonly allowed: readonly ToolName[];
  /** A call that is not answered: of a tool that is not allowed, or of none that there is. */
  refuse(name: ToolName | "unknown_tool"): void;
  /** Never throws. The picture is the box's, and lasts until the question is over. */
  run(request: ToolRequest): Promise<ToolAnswer>;
}

export interface ToolAnswer {
  readonly result: object;
  readonly jpeg?: Uint8Array | undefined;
}

export const NO_TOOLS: ToolBox = {
  allowed: [],
  refuse: () => {},
  run: () => Promise.resolve({ result: { error: "forbidden" } }),
};

export const HISTORY_MINUTES_MAX = 1_440;
/** Of one answer, as JSON in a JSON text. */
export const RESULT_CHARS_MAX = 2_048;

export function declarationOf(name: ToolName): ToolDeclaration {
  switch (name) {
    case "look_again":
      return {
        name,
        description: "Takes another picture of the same scene now.",
        parameters: schemaOf({
          resolution: { type: "string", enum: ["qvga", "vga"] },
          flash: { type: "boolean" },
        }),
      };
    case "recent_history":
      return {
        name,
        description: "Tells what was decided in the last minutes, newest first.",
        parameters: schemaOf({ minutes: { type: "integer" } }),
      };
    case "device_status":
      return {
        name,
        description: "Tells how the camera is: battery, clock, presence, questions left.",
        parameters: schemaOf({}),
      };
  }
}

/**
 * Runs one call. What the device was not asked properly, or may not do, is answered with an error
 * that the model can read. The arguments that go back to it are the ones that were understood.
 * `mayLook` is false where this turn has had its picture: a question pays for one in each.
 */
export async function answerCall(
  box: ToolBox,
  call: ToolCall,
  mayLook: boolean,
): Promise<AnsweredCall> {
  const request = parseCall(call);
  if (request === undefined) {
    box.refuse("unknown_tool");
    return answered(call, "{}", { error: "unknown tool or arguments" });
  }
  const { name, ...given } = request;
  const echo = JSON.stringify(given);
  if (!box.allowed.includes(name)) {
    box.refuse(name);
    return answered(call, echo, { error: "forbidden" });
  }
  if (name === "look_again" && !mayLook) {
    box.refuse(name);
    return answered(call, echo, { error: "one picture a turn" });
  }
  const { result, jpeg } = await box.run(request);
  return answered(call, echo, result, jpeg);
}

/** Undefined where there is no such tool, or not with these arguments. */
export function parseCall({ name, arguments: given }: ToolCall): ToolRequest | undefined {
  const parsed = parseBoundedJson(given === "" ? "{}" : given);
  if (!parsed.ok || !isRecord(parsed.value)) return undefined;
  const { resolution, flash, minutes } = parsed.value;
  const count = Object.keys(parsed.value).length;
  switch (name) {
    case "look_again": {
      const isKnown = resolution === "qvga" || resolution === "vga";
      if (!isKnown || typeof flash !== "boolean" || count !== 2) return undefined;
      return { name, resolution, flash };
    }
    case "recent_history": {
      if (!Number.isInteger(minutes) || count !== 1) return undefined;
      const asked = minutes as number;
      if (asked < 1 || asked > HISTORY_MINUTES_MAX) return undefined;
      return { name, minutes: asked };
    }
    case "device_status":
      return count === 0 ? { name } : undefined;
    default:
      return undefined;
  }
}

function answered(call: ToolCall, echo: string, result: object, jpeg?: Uint8Array): AnsweredCall {
  const text = JSON.stringify(result);
  return {
    ...call,
    arguments: echo,
    result: JSON.stringify(text).length <= RESULT_CHARS_MAX ? text : '{"error":"too long"}',
    jpeg,
  };
}
