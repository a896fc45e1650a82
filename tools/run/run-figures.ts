import type { WebhookTotals } from "../../hosts/simulator/board/webhook/local-webhook.js";
import type { OutboxReport, WakeReport } from "../../modules/report/wake-report.js";
import { TruthCounter } from "./truth.js";
import type { WakeRow } from "./wake-row.js";

/** The run's figures, as `--json` writes them; the names are part of the public interface. */
export interface RunFigures {
  readonly schema: "nightjar.run/1";
  readonly engine: { readonly xs: string; readonly detector: string };
  readonly seed: number;
  readonly wakes: number;
  /** Wakes that took a picture in. */
  readonly frames: number;
  /** Captures, look-agains included. */
  readonly looks: number;
  readonly inferences: number;
  readonly skippedByMotion: number;
  readonly decisions: { person: number; noPerson: number; uncertain: number };
  readonly escalations: { sent: number; answered: number; failed: number };
  /** What was kept in flash because nobody could take it; null where nothing ever was. */
  readonly outbox: OutboxReport | null;
  /** Verdicts on frames that had to wait. */
  readonly late: { answered: number; persons: number };
  /** What the receiver of this run has got; missing where there was none. */
  readonly webhook?: WebhookTotals | undefined;
  /** Of requests, heads and bodies, as they went into TLS. */
  readonly bytesSent: number;
  readonly truth: { labelled: number; correct: number; correctWithoutCloud: number };
  readonly heap: { slotBytesPeak: number; chunkBytesPeak: number };
  readonly computronsPerWake: { median: number; max: number };
  readonly wallMs: number;
}

/** Sums up a run, row by row. */
export class RunCounter {
  readonly #truth = new TruthCounter();
  readonly #computrons: number[] = [];
  readonly #decisions = { person: 0, noPerson: 0, uncertain: 0 };
  readonly #escalations = { sent: 0, answered: 0, failed: 0 };
  readonly #heap = { slotBytesPeak: 0, chunkBytesPeak: 0 };
  readonly #late = { answered: 0, persons: 0 };
  #outbox: OutboxReport | null = null;
  #frames = 0;
  #looks = 0;
  #inferences = 0;
  #skippedByMotion = 0;
  #crashed = 0;

  get crashed(): number {
    return this.#crashed;
  }

  add(row: WakeRow): void {
    this.#truth.add(row.label, row.report);
    this.#computrons.push(row.computrons);
    this.#heap.slotBytesPeak = Math.max(this.#heap.slotBytesPeak, row.slotBytesPeak);
    this.#heap.chunkBytesPeak = Math.max(this.#heap.chunkBytesPeak, row.chunkBytesPeak);
    if (row.how !== "slept") this.#crashed += 1;
    if (row.report) this.#addReport(row.report);
  }

  #addReport(report: WakeReport): void {
    this.#looks += report.looks.length;
    if (report.looks.length > 0) this.#frames += 1;
    this.#inferences += report.inferences;
    if (report.skippedByMotion) this.#skippedByMotion += 1;
    this.#decisions[report.decision] += 1;
    this.#outbox = report.outbox ?? this.#outbox;
    for (const { verdict } of report.late ?? []) {
      this.#late.answered += 1;
      if (verdict.person) this.#late.persons += 1;
    }
    const { outcome } = report.escalation;
    if (outcome === "sent-answered" || outcome === "sent-failed") {
      this.#escalations.sent += 1;
      this.#escalations[outcome === "sent-answered" ? "answered" : "failed"] += 1;
    }
  }

  figures(
    run: Pick<RunFigures, "engine" | "seed" | "bytesSent" | "wallMs" | "webhook">,
  ): RunFigures {
    return {
      schema: "nightjar.run/1",
      engine: run.engine,
      seed: run.seed,
      wakes: this.#computrons.length,
      frames: this.#frames,
      looks: this.#looks,
      inferences: this.#inferences,
      skippedByMotion: this.#skippedByMotion,
      decisions: this.#decisions,
      escalations: this.#escalations,
      outbox: this.#outbox,
      late: this.#late,
      webhook: run.webhook,
      bytesSent: run.bytesSent,
      truth: this.#truth.count,
      heap: this.#heap,
      computronsPerWake: {
        median: median(this.#computrons),
        max: Math.max(0, ...this.#computrons),
      },
      wallMs: run.wallMs,
    };
  }
}

/** The lower of the two in the middle, so that it is a figure that occurred. */
function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}
