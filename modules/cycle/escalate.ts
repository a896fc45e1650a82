import type { Answer } from "../cloud/ask.js";
import type { Frame } from "../frame/look.js";
import { type AuditedAs, agreementOf, isAudited, noteAnswer } from "../policy/audit.js";
import { countLook, takeAnswer } from "../policy/standing-answer.js";
import { type EscalationReport, NO_ESCALATION } from "../report/wake-report.js";
import { keepFrame } from "./keep.js";
import { question } from "./question.js";
import { recallAnswer } from "./recall-answer.js";
import { noteFailure, type ThisWake } from "./this-wake.js";

/**
 * Asks the cloud where the chip is unsure, and now and then where it is not, so that drift shows;
 * not about a scene for which its answer stands. Where nobody can be asked that answer stands on;
 * without one the chip's word does, and the frame of an uncertain scene is kept.
 */
export async function askOrKeep(wake: ThisWake, frame: Frame): Promise<void> {
  recallAnswer(wake);
  const why = reasonToAsk(wake);
  if (why === undefined) return;
  if (wake.standing !== undefined && countLook(wake.state.standing)) {
    wake.escalation = { ...NO_ESCALATION, outcome: "stands", why };
    return;
  }
  const { intervalMs } = wake.settings.escalation;
  const asked = await question(wake, { jpeg: frame.jpeg, why, intervalMs, hasTools: true });
  if ("answer" in asked) take(wake, why, asked.answer);
  else wake.escalation = { ...asked, why, bytesSent: 0, bytesReceived: 0 };
  if (why === "escalated" && wake.standing === undefined) keepFrame(wake, frame);
}

/** Undefined where nothing needs to be asked. */
function reasonToAsk({ chip, settings, state, host }: ThisWake): AuditedAs | undefined {
  if (chip === null || chip.label === "uncertain") return "escalated";
  if (!settings.cloud.enabled) return undefined;
  const { ledger } = state.escalation;
  const isDrawn = isAudited(ledger, settings.escalation.auditShare, () => host.random.next());
  return isDrawn ? "audited" : undefined;
}

function take(
  wake: ThisWake,
  why: AuditedAs,
  { outcome, hint: _hint, untold: _untold, ...told }: Answer,
): void {
  if (outcome.ok) {
    wake.verdict = outcome.value;
    wake.escalation = { outcome: "sent-answered", why, ...told };
    const { person } = outcome.value;
    const probability = wake.chip?.probability ?? null;
    const { standingLooksMax } = wake.settings.escalation;
    takeAnswer(wake.state.standing, person, probability, standingLooksMax);
    compare(wake, why, probability, person);
  } else {
    noteFailure(wake, "ask", outcome);
    const sentFailed: EscalationReport["outcome"] = "sent-failed";
    wake.escalation = { outcome: sentFailed, why, code: outcome.code, ...told };
  }
}

/** Compares the chip's word with the cloud's, where it had one. */
export function compare(
  wake: ThisWake,
  why: AuditedAs,
  probability: number | null,
  person: boolean,
): void {
  const { ledger } = wake.state.escalation;
  if (probability !== null) noteAnswer(ledger, why, probability > 0.5 === person);
  const { asked, agreed } = agreementOf(ledger, "escalated");
  wake.audit = { ...agreementOf(ledger, "audited"), escalated: { asked, agreed } };
}
