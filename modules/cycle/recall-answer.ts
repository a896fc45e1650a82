import { forgetAnswer, standingAnswer } from "../policy/standing-answer.js";
import type { ThisWake } from "./this-wake.js";

/**
 * Takes up what the cloud said of this very scene in an earlier wake, where the chip is unsure. It
 * is forgotten where something has moved since, and where the chip now sees something else.
 *
 * Not for a look by which presence waits for further evidence (`unsettled`): it would hear twice
 * what was said once.
 */
export function recallAnswer(wake: ThisWake): void {
  const { chip, motion, state } = wake;
  const { standing } = state;
  const reason = motion?.reason;
  if (reason !== "overdue" && reason !== "unsettled") forgetAnswer(standing);
  const answer = standingAnswer(standing, chip?.probability ?? null);
  const isUnsure = chip === null || chip.label === "uncertain";
  if (answer === undefined || !(isUnsure || chip.label === answer)) forgetAnswer(standing);
  else if (isUnsure && reason === "overdue") wake.standing = answer;
}
