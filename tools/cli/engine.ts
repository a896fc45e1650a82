import { type HostVariant, MICRO, USUAL } from "../host-variants.js";
import type { RunOptions } from "./run-options.js";

/** The host's program whose detector is the one that was asked for. */
export function variantOf({ engine }: Pick<RunOptions, "engine">): HostVariant {
  return engine === "tflm" ? MICRO : USUAL;
}
