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

function share(part: number, whole: number): string {
  return whole === 0 ? "-" : `${part} of ${whole} (${((100 * part) / whole).toFixed(1)} %)`;
}
