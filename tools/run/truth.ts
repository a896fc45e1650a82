import type { WakeReport } from "../../modules/report/wake-report.js";

export interface TruthCount {
  labelled: number;
  correct: number;
  correctWithoutCloud: number;
}

/**
 * Counts right answers against labels: once per wake, before hysteresis. An uncertain answer counts
 * as the side that it leans to; a frame that motion skipped counts with the decision that stood.
 */
export class TruthCounter {
  readonly count: TruthCount = { labelled: 0, correct: 0, correctWithoutCloud: 0 };
  #stood = false;
  #stoodWithoutCloud = false;

  /** `report` is undefined where the wake did not live to tell: that is no right answer. */
  add(label: boolean | undefined, report: WakeReport | undefined): void {
    if (report) this.#remember(report);
    if (label === undefined) return;
    this.count.labelled += 1;
    if (!report) return;
    if (this.#stood === label) this.count.correct += 1;
    if (this.#stoodWithoutCloud === label) this.count.correctWithoutCloud += 1;
  }

  #remember({ chip, decision }: WakeReport): void {
    if (!chip) return;
    this.#stoodWithoutCloud = chip.probability >= 0.5;
    this.#stood = decision === "uncertain" ? this.#stoodWithoutCloud : decision === "person";
  }
}
