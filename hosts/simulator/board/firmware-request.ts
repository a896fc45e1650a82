import type { RunningWake } from "./firmware.js";
import { type FirmwareFrame, LinkError } from "./link.js";
import type { CallRequest } from "./part.js";

/** Real time without a word from a firmware that should be running, until it counts as hung. */
export const SILENCE_WALL_MS_MAX = 60_000;

/** Throws LinkError. */
export function requestOf({ text }: FirmwareFrame): CallRequest {
  try {
    return JSON.parse(text) as CallRequest;
  } catch {
    throw new LinkError("the firmware sent what is no JSON");
  }
}

/** What the firmware says next, if it says anything: script that runs for ever is ended by meter. */
export async function nextFrame(wake: RunningWake): Promise<FirmwareFrame | "silent"> {
  let guard: NodeJS.Timeout | undefined;
  const silence = new Promise<"silent">((resolve) => {
    guard = setTimeout(() => resolve("silent"), SILENCE_WALL_MS_MAX).unref();
  });
  try {
    return await Promise.race([wake.link.next(), silence]);
  } finally {
    clearTimeout(guard);
  }
}
