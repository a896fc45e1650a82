import { type CallRequest, type Cancel, OperationError } from "../part.js";
import { FRAME_HEIGHT_PX, FRAME_WIDTH_PX } from "./raster.js";
import type { Picture } from "./wake-pictures.js";

/** One `camera.open` to `camera.close`. */
export interface Session {
  readonly number: number;
  readonly target: number;
  /** What the firmware told the sensor to begin with; 0 for nothing. */
  readonly resumed: number;
  readonly waiting: Picture[];
  /** Frames that the firmware has read and not given back. */
  lent: number;
  captured: number;
  running: boolean;
  /** The capture that is going on; a capture that was stopped is not this one any more. */
  filling: object | undefined;
  cancel: Cancel | undefined;
}

export function newSession(number: number, target: number, resumed: number): Session {
  return {
    number,
    target,
    resumed,
    waiting: [],
    lent: 0,
    captured: 0,
    running: false,
    filling: undefined,
    cancel: undefined,
  };
}

/** The listener's number of a `camera.open` whose every field this camera can serve. */
export function checkedTarget({ width, height, imageType, target }: CallRequest): number {
  if (imageType !== "jpeg") throw refusal("imageType", "only jpeg");
  if (!isSide(width, FRAME_WIDTH_PX)) throw refusal("width", `at most ${FRAME_WIDTH_PX}`);
  if (!isSide(height, FRAME_HEIGHT_PX)) throw refusal("height", `at most ${FRAME_HEIGHT_PX}`);
  if (typeof target !== "number") throw refusal("target", "a listener's number");
  return target;
}

function isSide(value: unknown, largest: number): boolean {
  return typeof value === "number" && Number.isInteger(value) && value > 0 && value <= largest;
}

function refusal(option: string, wanted: string): OperationError {
  return new OperationError("camera-unsupported", `${option}: ${wanted}`, "RangeError");
}
