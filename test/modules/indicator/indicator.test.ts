import assert from "node:assert/strict";
import { blinks, durationMsOf, play } from "../../../modules/indicator/blink.js";
import { BLINKS, indicationOf, patternOf } from "../../../modules/indicator/indication.js";
import { FakeLight } from "../../helpers/fake-light.js";
import { FakeTime, settled } from "../../helpers/fake-time.js";

describe("a blink pattern", () => {
  it("takes its time without a light, and with one that throws", async () => {
    const broken = new FakeLight(new FakeTime());
    broken.broken = true;
    for (const entry of [undefined, broken.entry]) {
      const time = new FakeTime();
      await settled(play(time, entry, [100, 50, 200]), time);
      assert.equal(time.monotonicMs(), 350);
    }
  });

  it("is lit and dark in turn, and leaves the light dark and closed", async () => {
    const time = new FakeTime();
    const light = new FakeLight(time);
    await settled(play(time, light.entry, blinks(2, 100, 150)), time);
    assert.deepEqual(
      light.changes.map(({ lit, atMs }) => [lit, atMs]),
      [
        [true, 0],
        [false, 100],
        [true, 250],
        [false, 350],
      ],
    );
    assert.deepEqual([light.lit, light.open], [false, 0]);
  });

  it("leaves the light dark where it ends lit", async () => {
    const time = new FakeTime();
    const light = new FakeLight(time);
    await settled(play(time, light.entry, [4_000]), time);
    assert.deepEqual(light.changes.at(-1), { lit: false, atMs: 4_000 });
  });
});

describe("what the indicator tells", () => {
  const told = (isSetUp: boolean, ...stages: string[]) =>
    indicationOf({ isSetUp, failures: stages.map((stage) => ({ stage })) });

  it("is what stands in the way of everything else", () => {
    assert.equal(told(false, "ask", "detect", "look"), "camera-failed");
    assert.equal(told(false, "ask", "detect"), "fault");
    assert.equal(told(false, "ask"), "set-up-needed");
    assert.equal(told(true, "ask", "settings"), "set-up-needed");
    assert.equal(told(true, "ask"), "cloud-failing");
    assert.equal(told(true), "well");
  });

  it("calls a failure that it does not know a fault", () => {
    assert.equal(told(true, "restore"), "fault");
  });

  it("blinks a count of its own for each, twice, within eight seconds", () => {
    const counts = Object.values(BLINKS);
    assert.equal(new Set(counts).size, counts.length);
    for (const [indication, count] of Object.entries(BLINKS)) {
      const pattern = patternOf(indication as keyof typeof BLINKS);
      assert.equal(pattern.length, 4 * count - 1, indication);
      assert.ok(durationMsOf(pattern) <= 8_000, indication);
    }
  });
});
