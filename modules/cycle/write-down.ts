import type { Answer } from "../cloud/ask.js";
import type { Cost } from "../policy/day-cost.js";
import type { Reason } from "../privacy/privacy-line.js";
import { PrivacyLog } from "../privacy/privacy-log.js";
import { noteFailure, type ThisWake } from "./this-wake.js";

/** HTTP's, as the privacy log has statuses. */
const FORBIDDEN_STATUS = 403;

/** What cannot be written down must not leave: undefined where the log cannot be opened. */
export function openPrivacyLog(wake: ThisWake): PrivacyLog | undefined {
  try {
    return new PrivacyLog(wake.host);
  } catch {
    noteFailure(wake, "ask", { code: "privacy-unkept" });
    return undefined;
  }
}

/** Writes down what is about to leave, and to whom; its place, or undefined where that failed. */
export function writeDown(
  wake: ThisWake,
  log: PrivacyLog,
  to: string,
  why: Reason,
  pictureBytes: number,
): number | undefined {
  const { provider, transport } = wake.settings.cloud;
  const atMs = wake.host.clock.wallMs();
  try {
    return log.begin({ atMs, why, provider, transport, host: to, pictureBytes });
  } catch {
    noteFailure(wake, "ask", { code: "privacy-unkept" });
    return undefined;
  }
}

/** Writes down what became of it. */
export function writeDownEnd(
  wake: ThisWake,
  log: PrivacyLog,
  place: number,
  { outcome, status = 0, bytesSent }: Pick<Answer, "outcome" | "status" | "bytesSent">,
  { microDollars }: Pick<Cost, "microDollars">,
): void {
  try {
    log.end(place, { answered: outcome.ok, status, bytesSent, microDollars });
  } catch {
    // The line says that it left; that is what matters.
    noteFailure(wake, "ask", { code: "privacy-unkept" });
  }
}

/** What a forbidden call came to: nothing left. */
export function writeRefusal(wake: ThisWake, log: PrivacyLog, place: number): void {
  try {
    log.end(place, { answered: false, status: FORBIDDEN_STATUS, bytesSent: 0, microDollars: 0 });
  } catch {
    noteFailure(wake, "ask", { code: "privacy-unkept" });
  }
}
