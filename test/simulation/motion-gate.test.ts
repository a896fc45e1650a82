import assert from "node:assert/strict";
import { generateDay } from "../../hosts/simulator/board/camera/day.js";
import { PLACE_NAMES } from "../../hosts/simulator/board/camera/scenes/places.js";
import {
  initialMotionState,
  type MotionFinding,
  passMotionGate,
} from "../../modules/motion/motion-gate.js";
import { DEFAULT_SETTINGS } from "../../modules/settings/settings.js";

const SEEDS = [1, 2, 3, 4, 5, 6, 7];
const STEPS_PER_DAY = 120;
const PERSON_AREA_MIN = 0.02;

/** How often the gate let something through, and where it did (or did not). */
class Tally {
  count = 0;
  admitted = 0;
  readonly admittedAt: string[] = [];
  readonly skippedAt: string[] = [];

  add(finding: MotionFinding, where: string): void {
    this.count += 1;
    if (finding.admit) this.admitted += 1;
    (finding.admit ? this.admittedAt : this.skippedAt).push(`${where} (${finding.reason})`);
  }

  get share(): number {
    return this.admitted / this.count;
  }
}

/** The gate's own answer: `unsettled`, with which the policy can overrule it, stays false. */
async function walkDay(seed: number, place: string, tallies: Map<string, Tally>): Promise<void> {
  const state = initialMotionState();
  for await (const step of generateDay(seed, { place, steps: STEPS_PER_DAY })) {
    const finding = passMotionGate(step.signature, state, DEFAULT_SETTINGS.motion, false);
    if (step.index === 0) continue;
    const small = step.kind === "person-first" && step.personArea <= PERSON_AREA_MIN;
    const kind = small ? "person-first, small" : step.kind;
    const tally = tallies.get(kind) ?? new Tally();
    tallies.set(kind, tally);
    tally.add(finding, `seed ${seed}, ${place}, step ${step.index}`);
  }
}

describe("the motion gate on generated days", function () {
  this.timeout(120_000);
  const tallies = new Map<string, Tally>();

  before(async () => {
    for (const place of PLACE_NAMES) {
      for (const seed of SEEDS) await walkDay(seed, place, tallies);
    }
  });

  after(() => {
    const rows = [...tallies].sort(([one], [other]) => (one < other ? -1 : 1));
    for (const [kind, { admitted, count, share }] of rows) {
      const percent = `${(share * 100).toFixed(1)} %`;
      console.log(
        `    ${kind.padEnd(20)} ${percent.padStart(7)} of ${count} admitted (${admitted})`,
      );
    }
  });

  function tallyOf(kind: string): Tally {
    const tally = tallies.get(kind);
    assert.ok(tally, `no step of kind ${kind}`);
    return tally;
  }

  function print(what: string, share: number, count: number): void {
    console.log(`    motion gate: ${what} ${(share * 100).toFixed(1)} % of ${count}`);
  }

  it("is measured on enough of everything", () => {
    const counts = [...tallies.values()].map(({ count }) => count);
    assert.ok(counts.reduce((sum, count) => sum + count) >= 3_000);
    assert.ok(tallyOf("person-first").count >= 60);
    assert.ok(tallyOf("still").count >= 500);
    assert.ok(tallyOf("lamp").count >= 100);
    assert.ok(tallyOf("dawn").count >= 200);
  });

  it("admits 99 % of the first frames with a person over 2 % of the picture", () => {
    const { share, count, skippedAt } = tallyOf("person-first");
    print("admits first frames with a person", share, count);
    assert.ok(share >= 0.99, skippedAt.join("\n"));
  });

  it("skips 90 % of still frames", () => {
    const { share, count, admittedAt } = tallyOf("still");
    print("skips still frames", 1 - share, count);
    assert.ok(1 - share >= 0.9, admittedAt.join("\n"));
  });

  it("admits at most 5 % of lamp switches and dawns", () => {
    const [lamp, dawn] = [tallyOf("lamp"), tallyOf("dawn")];
    const count = lamp.count + dawn.count;
    const share = (lamp.admitted + dawn.admitted) / count;
    print("admits lamp switches and dawns", share, count);
    assert.ok(share <= 0.05, [...lamp.admittedAt, ...dawn.admittedAt].join("\n"));
  });
});
