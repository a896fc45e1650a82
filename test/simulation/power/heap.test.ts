import assert from "node:assert/strict";
import { SCENARIOS } from "../../../hosts/simulator/scenarios/catalogue.js";
import type { Scenario } from "../../../hosts/simulator/scenarios/scenario.js";
import { heapOfAsking } from "../../../tools/bench/cloud-bench.js";
import { buildHost, firmwareOf } from "../../../tools/build-host.js";
import { has32Bits } from "../../../tools/has-32-bits.js";
import { BITS_32 } from "../../../tools/host-variants.js";
import { localCloud } from "../../../tools/run/cloud.js";
import { ScenarioSession } from "../../../tools/run/scenario-session.js";

const KIB = 1024;
/** docs/DESIGN.md, "Budgets". */
const HEAP_BYTES_MAX = 96 * KIB;
const ESCALATION_BYTES_MAX = 64 * KIB;
const BUILD_MS_MAX = 240_000;
const SEED = 1;
/** Enough for three looks in a row, and for a question. */
const WAKES = 60;

describe("the heap of a 32-bit engine, whose slots have a board's size", () => {
  before(async function () {
    this.timeout(BUILD_MS_MAX);
    if (!has32Bits()) {
      console.log("      skipped: nothing compiles for 32 bits here");
      this.skip();
    }
    await buildHost(() => {}, BITS_32);
  });

  it("stays under 64 KiB above idle while a frame of 24 KiB is asked about", async () => {
    const bytes = await heapOfAsking(BITS_32);
    assert.ok(bytes !== null && bytes > 10 * KIB && bytes < ESCALATION_BYTES_MAX, `${bytes}`);
  });

  it("stays under 96 KiB where somebody always is", async () => {
    const session = new ScenarioSession(SCENARIOS["always-someone"] as Scenario, {
      firmware: firmwareOf(await buildHost(() => {}, BITS_32)),
      cloud: await localCloud(SEED),
      seed: SEED,
      pace: "max",
      days: 1,
    });
    let [peakBytes, looksMax] = [0, 0];
    try {
      for (let wake = 0; wake < WAKES; wake++) {
        const { report, slotBytesPeak, chunkBytesPeak } = await session.runWake();
        peakBytes = Math.max(peakBytes, slotBytesPeak + chunkBytesPeak);
        looksMax = Math.max(looksMax, report?.looks.length ?? 0);
      }
    } finally {
      await session.close();
    }
    assert.equal(looksMax, 3);
    assert.ok(peakBytes > 10 * KIB && peakBytes < HEAP_BYTES_MAX, `${peakBytes}`);
  });
});
