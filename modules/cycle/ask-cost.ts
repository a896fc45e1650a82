import type { Answer } from "../cloud/ask.js";
import { base64Length } from "../cloud/request-body.js";
import { FRAME_BYTES_MAX } from "../frame/look.js";
import type { Cost } from "../policy/day-cost.js";
import { microDollarsOf, tokensMax } from "../policy/price.js";
import { askingMillijoules } from "../power/wake-budget.js";
import type { Settings } from "../settings/schema.js";

type CloudSettings = Settings["cloud"];

/*
 * Of a request's body without its pictures, whatever the provider and whatever a cloud says: `npm
 * test` holds both against a hostile one.
 */
export const BODY_TEXT_BYTES_MAX = 4_096;
/** What each turn of calls adds to it: the calls, what goes back with them, and their results. */
export const STEP_TEXT_BYTES_MAX = 18 * 1024;

/**
 * What one question may cost at most, before it is asked: each turn in as many attempts as may be.
 * `hasTools`: whether the cloud may use those of this device's tools that the settings allow.
 */
export function costOf(
  cloud: CloudSettings,
  jpegBytes: number,
  askMs: number,
  hasTools: boolean,
): Cost {
  const { toolLookAgain, toolHistory, toolStatus, toolStepsMax, attemptsMax } = cloud;
  const stepsMax = hasTools && (toolLookAgain || toolHistory || toolStatus) ? toolStepsMax : 0;
  const sum = { bytes: 0, microDollars: 0 };
  for (let steps = 0; steps <= stepsMax; steps++) {
    sum.bytes += attemptsMax * requestBytesMax(cloud, jpegBytes, steps);
    sum.microDollars += attemptsMax * requestMicroDollarsMax(cloud, steps);
  }
  return { ...sum, millijoules: askingMillijoules(Math.min(cloud.timeoutMs, askMs)) };
}

/** What it did cost; a request of whose tokens nobody told is worth what was reckoned for it. */
export function actualCostOf(
  cloud: CloudSettings,
  { bytesSent, usage, untold }: Answer,
  askedMs: number,
): Cost {
  const { inputTokens: input, outputTokens: output } = usage;
  return {
    bytes: bytesSent,
    millijoules: askingMillijoules(askedMs),
    microDollars: untold.reduce(
      (sum, steps) => sum + requestMicroDollarsMax(cloud, steps),
      microDollarsOf({ input, output }, cloud),
    ),
  };
}

/** Of a request with so many turns of calls in it, each of which may have brought a picture. */
function requestBytesMax(cloud: CloudSettings, jpegBytes: number, steps: number): number {
  const looks = cloud.toolLookAgain ? steps : 0;
  return textBytesMax(steps) + base64Length(jpegBytes) + looks * base64Length(FRAME_BYTES_MAX);
}

function requestMicroDollarsMax(cloud: CloudSettings, steps: number): number {
  const pictures = 1 + (cloud.toolLookAgain ? steps : 0);
  return microDollarsOf(tokensMax(textBytesMax(steps), pictures, cloud.completionTokensMax), cloud);
}

function textBytesMax(steps: number): number {
  return BODY_TEXT_BYTES_MAX + steps * STEP_TEXT_BYTES_MAX;
}
