import assert from "node:assert/strict";
import { SceneSource } from "../../../hosts/simulator/board/camera/scene-source.js";
import { type BuiltHost, buildHost, firmwareOf } from "../../../tools/build-host.js";
import { has32Bits } from "../../../tools/has-32-bits.js";
import { BITS_32, type HostVariant, MICRO, USUAL } from "../../../tools/host-variants.js";
import { localCloud } from "../../../tools/run/cloud.js";
import { ALWAYS_ASK } from "../../../tools/run/cut-points.js";
import { logLine } from "../../../tools/run/run-log.js";
import { Session } from "../../../tools/run/session.js";
import { TwoPlaces } from "../../../tools/run/two-places.js";

const SEED = 3;
const WAKES = 20;

async function built(variant: HostVariant): Promise<BuiltHost | undefined> {
  try {
    return await buildHost(() => {}, variant);
  } catch (error) {
    console.log(`      skipped: ${(error as Error).message}`);
    return undefined;
  }
}

/** The run's log, without the heap, which is measured in another engine. */
async function logOf(host: BuiltHost, asks: boolean): Promise<string[]> {
  const session = new Session({
    firmware: firmwareOf(host),
    seed: SEED,
    pace: "max",
    source: asks ? new TwoPlaces() : new SceneSource({ seed: SEED, night: false }),
    cloud: await localCloud(SEED),
    settings: asks ? ALWAYS_ASK : {},
  });
  const lines: string[] = [];
  try {
    while (lines.length < WAKES) {
      const line = JSON.parse(logLine(await session.runWake()));
      assert.equal(line.how, "slept");
      lines.push(JSON.stringify({ ...line, slotBytesPeak: 0, chunkBytesPeak: 0 }));
    }
  } finally {
    await session.close();
  }
  return lines;
}

describe("a whole run", () => {
  const variants = [
    ["on TensorFlow Lite Micro", MICRO, () => true],
    ["in 32 bits", BITS_32, has32Bits],
  ] as const;
  for (const [what, variant, isPossible] of variants) {
    for (const asks of [false, true]) {
      it(`writes the same log ${what}, ${asks ? "asking" : "on drawn scenes"}`, async function () {
        if (!isPossible()) {
          console.log("      skipped: nothing compiles for 32 bits here");
          this.skip();
        }
        const host = await built(variant);
        if (host === undefined) return this.skip();
        const usual = await logOf(await buildHost(() => {}, USUAL), asks);
        assert.deepEqual(await logOf(host, asks), usual);
      }).timeout(180_000);
    }
  }
});
