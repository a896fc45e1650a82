// Not preloaded: cold starts alone run it, and bytecode takes less flash than what it makes.
import { type BlinkPattern, blinks } from "./blink.js";

/**
 * What a wake came to, in as few words as blinks can tell apart.
 *
 * - `camera-failed`: no picture; `fault`: no judgement, for want of a model or by a defect;
 *   `set-up-needed`: nothing was ever set, or what was set cannot be used;
 *   `cloud-failing`: the cloud was asked in vain: Wi-Fi, the network or the server; `well`: none.
 */
export type Indication = "well" | "set-up-needed" | "camera-failed" | "cloud-failing" | "fault";

/** What an indication is made of. */
export interface Outcome {
  readonly failures: readonly { readonly stage: string }[];
  /** False while nothing was ever set. */
  readonly isSetUp: boolean;
}

/** How often each blinks. */
export const BLINKS: Readonly<Record<Indication, number>> = Object.freeze({
  well: 1,
  "set-up-needed": 2,
  "camera-failed": 3,
  "cloud-failing": 4,
  fault: 5,
});

const LIT_MS = 200;
const DARK_MS = 300;
const PAUSE_MS = 1_500;

/** The most pressing first: what stands in the way of everything else. */
export function indicationOf({ failures, isSetUp }: Outcome): Indication {
  const failed = (...stages: readonly string[]): boolean =>
    failures.some(({ stage }) => stages.includes(stage));
  if (failed("look")) return "camera-failed";
  if (failed("image", "detect", "cycle")) return "fault";
  if (!isSetUp || failed("settings")) return "set-up-needed";
  if (failed("ask")) return "cloud-failing";
  return failures.length === 0 ? "well" : "fault";
}

/** Twice, so that whoever turned the head at the first blink can count. */
export function patternOf(indication: Indication): BlinkPattern {
  const once = blinks(BLINKS[indication], LIT_MS, DARK_MS);
  return [...once.slice(0, -1), PAUSE_MS, ...once.slice(0, -1)];
}
