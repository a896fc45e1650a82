import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { FolderSource } from "../../../hosts/simulator/board/camera/folder-source.js";
import { ROOT } from "../../../tools/project-paths.js";
import { localCloud } from "../../../tools/run/cloud.js";
import { RunCounter, type RunFigures } from "../../../tools/run/run-figures.js";
import { runOnce } from "../../helpers/run-session.js";

/** Lies beside a checkout where people keep photographs for tests; never part of the project. */
const FOLDER = join(ROOT, "../shared/data/test");
const WAKES = 200;
const SEED = 1;
const ESCALATED_SHARE_MAX = 0.25;

describe("a run on real photographs", () => {
  let figures: RunFigures;

  before(async function () {
    if (!existsSync(FOLDER)) {
      console.log("      skipped: there is no folder ../shared/data/test beside the project");
      this.skip();
    }
    const source = new FolderSource({ folder: FOLDER, seed: SEED });
    const cloud = await localCloud(SEED);
    const { rows, bytesSent } = await runOnce({ source, cloud, seed: SEED }, WAKES);
    const counter = new RunCounter();
    for (const row of rows) counter.add(row);
    assert.equal(counter.crashed, 0);
    const engine = { xs: "", detector: "" };
    figures = counter.figures({ engine, seed: SEED, bytesSent, wallMs: 0 });
  });

  it("takes a picture in at every wake", () => {
    assert.equal(figures.frames, WAKES);
    assert.equal(figures.truth.labelled, WAKES);
  });

  it("escalates a quarter at most, and is answered", () => {
    const { sent, answered } = figures.escalations;
    assert.ok(sent > 0 && sent <= ESCALATED_SHARE_MAX * WAKES, `${sent} sent`);
    assert.ok(answered > 0);
    assert.ok(figures.bytesSent > 0);
  });

  it("is right more often than the chip alone", () => {
    const { labelled, correct, correctWithoutCloud } = figures.truth;
    console.log(`      ${correct} of ${labelled} right, ${correctWithoutCloud} without the cloud`);
    assert.ok(correct > correctWithoutCloud);
  });
});
