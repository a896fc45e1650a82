import type { Answer } from "../cloud/ask.js";
import type { Cost } from "../policy/day-cost.js";
import { microDollarsOf, tokensMax } from "../policy/price.js";
import { askingMillijoules } from "../power/wake-budget.js";
import type { Settings } from "../settings/schema.js";

type CloudSettings = Settings["cloud"];

/** Of a request's body without its pictures, whatever the provider: `npm test` holds it. */
export const BODY_TEXT_BYTES_MAX = 4_096;

/** What one question may cost at most, before it is asked. */
export function costOf(cloud: CloudSettings, jpegBytes: number, askMs: number): Cost {
  const { toolLookAgain, toolHistory, toolStatus, toolStepsMax, completionTokensMax } = cloud;
  const steps = toolLookAgain || toolHistory || toolStatus ? toolStepsMax : 0;
  const turns = 1 + steps;
  const pictures = toolLookAgain ? turns : 1;
  const turnBytes = BODY_TEXT_BYTES_MAX + pictures * Math.ceil(jpegBytes / 3) * 4;
  const tokens = tokensMax(BODY_TEXT_BYTES_MAX, pictures, completionTokensMax);
  return {
    bytes: turns * cloud.attemptsMax * turnBytes,
    millijoules: askingMillijoules(Math.min(cloud.timeoutMs, askMs)),
    microDollars: turns * microDollarsOf(tokens, cloud),
  };
}

/** What it did cost; the money stays as it was reckoned where the cloud has not told its tokens. */
export function actualCostOf(
  cloud: CloudSettings,
  { microDollars }: Cost,
  { bytesSent, usage }: Answer,
  askedMs: number,
): Cost {
  const { inputTokens: input, outputTokens: output } = usage;
  return {
    bytes: bytesSent,
    millijoules: askingMillijoules(askedMs),
    microDollars: input > 0 && output > 0 ? microDollarsOf({ input, output }, cloud) : microDollars,
  };
}
