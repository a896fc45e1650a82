import type { OutboxCounts } from "../../modules/report/wake-report.js";
import type { RunFigures } from "../run/run-figures.js";

const LABEL_CHARS = 26;

/** The table at a run's end, one fact per line. */
export function summaryOf(figures: RunFigures): string {
  const { decisions, escalations, truth, heap, computronsPerWake } = figures;
  const rows: [string, string][] = [
    ["wakes", `${figures.wakes}, ${figures.frames} with a picture, ${figures.looks} looks`],
    ["skipped by motion", share(figures.skippedByMotion, figures.wakes)],
    ["inferences", `${figures.inferences}`],
    [
      "decisions",
      `${decisions.person} person, ${decisions.noPerson} no person, ${decisions.uncertain} uncertain`,
    ],
    [
      "escalations",
      `${share(escalations.sent, figures.wakes)}: ${escalations.answered} answered, ${escalations.failed} failed`,
    ],
    ...outboxRows(figures),
    ["sent to the cloud", `${figures.bytesSent} B`],
    ["right with the cloud", share(truth.correct, truth.labelled)],
    ["right without it", share(truth.correctWithoutCloud, truth.labelled)],
    ["computrons per wake", `${computronsPerWake.median} median, ${computronsPerWake.max} at most`],
    ["heap at its peak", `${heap.slotBytesPeak} B slots, ${heap.chunkBytesPeak} B chunks`],
    ["engines", `XS ${figures.engine.xs}, ${figures.engine.detector}`],
    ["took", `${(figures.wallMs / 1000).toFixed(1)} s`],
  ];
  return rows.map(([label, text]) => `${label.padEnd(LABEL_CHARS)}${text}\n`).join("");
}

/** Nothing where nothing ever had to wait. */
function outboxRows({ outbox, late, webhook }: RunFigures): [string, string][] {
  const rows: [string, string][] = [];
  if (outbox !== null) {
    rows.push(["events in the outbox", waitingText(outbox.events)]);
    rows.push(["frames in the outbox", waitingText(outbox.frames)]);
  }
  if (late.answered > 0) {
    rows.push(["answered late", `${late.answered} frames, ${late.persons} with a person`]);
  }
  if (webhook !== undefined) {
    const { received, repeated, refused } = webhook;
    rows.push(["at the webhook", `${received} events, ${repeated} twice, ${refused} refused`]);
  }
  return rows;
}

function waitingText({ waiting, ...ended }: OutboxCounts): string {
  const parts = Object.entries(ended).filter(([, count]) => count > 0);
  return [`${waiting} waiting`, ...parts.map(([outcome, count]) => `${count} ${outcome}`)].join(
    ", ",
  );
}

function share(part: number, whole: number): string {
  return whole === 0 ? "-" : `${part} of ${whole} (${((100 * part) / whole).toFixed(1)} %)`;
}
