import assert from "node:assert/strict";
import type { WakeReport } from "../../modules/report/wake-report.js";
import { TruthCounter } from "../../tools/run/truth.js";

function judged(probability: number, verdict?: boolean): WakeReport {
  const chip = { label: "uncertain", probability, confidence: 0.6 };
  if (verdict === undefined) return { chip, decision: "uncertain" } as unknown as WakeReport;
  const decision = verdict ? "person" : "noPerson";
  return { chip, decision, verdict: { person: verdict } } as unknown as WakeReport;
}

/** An answer of the cloud's to an earlier wake decides. */
const stands = {
  chip: { label: "uncertain", probability: 0.4, confidence: 0.6 },
  decision: "person",
} as unknown as WakeReport;
const skipped = { chip: null } as unknown as WakeReport;

function count(...wakes: (readonly [boolean | undefined, WakeReport | undefined])[]) {
  const counter = new TruthCounter();
  for (const [label, report] of wakes) counter.add(label, report);
  return counter.count;
}

describe("counting right answers", () => {
  it("leaves out what has no label", () => {
    assert.deepEqual(count([undefined, judged(0.9)]), {
      labelled: 0,
      correct: 0,
      correctWithoutCloud: 0,
    });
  });

  it("takes a wake that told nothing for no right answer", () => {
    assert.equal(count([false, undefined]).correct, 0);
  });

  it("takes an uncertain answer for the side that it leans to", () => {
    assert.equal(count([true, judged(0.55)], [false, judged(0.45)]).correct, 2);
  });

  it("lets the cloud's verdict win, and remembers what the chip alone would have had", () => {
    const { correct, correctWithoutCloud } = count([true, judged(0.4, true)]);
    assert.deepEqual([correct, correctWithoutCloud], [1, 0]);
  });

  it("takes an answer that stands for what was decided", () => {
    const { correct, correctWithoutCloud } = count([true, stands]);
    assert.deepEqual([correct, correctWithoutCloud], [1, 0]);
  });

  it("counts a skipped frame with the decision that stood, with and without the cloud", () => {
    const { labelled, correct, correctWithoutCloud } = count(
      [true, judged(0.4, true)],
      [true, skipped],
      [false, skipped],
    );
    assert.deepEqual([labelled, correct, correctWithoutCloud], [3, 2, 1]);
  });
});
