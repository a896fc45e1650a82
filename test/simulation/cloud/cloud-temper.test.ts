import assert from "node:assert/strict";
import { CloudTemper } from "../../../hosts/simulator/board/cloud/cloud-temper.js";
import { Truth } from "../../../hosts/simulator/board/cloud/truth.js";
import { sha256Of } from "../../../hosts/simulator/board/picture-hash.js";

const PICTURES = Array.from({ length: 4_000 }, (_, index) => sha256Of(Buffer.from(`${index}`)));

describe("the local cloud's temper", () => {
  it("refuses shares and latencies that make no sense", () => {
    assert.throws(() => new CloudTemper({ seed: 1, mistakeShare: 1.1 }), RangeError);
    assert.throws(() => new CloudTemper({ seed: 1, errorShare: Number.NaN }), RangeError);
    assert.throws(() => new CloudTemper({ seed: 1, latencyMsMin: 5_000 }), RangeError);
  });

  it("is wrong about one picture in twenty", () => {
    const temper = new CloudTemper({ seed: 1 });
    const mistakes = PICTURES.filter((picture) => temper.isMistaken(picture)).length;
    // Five standard deviations of 4,000 draws at 5 %.
    assert.ok(Math.abs(mistakes - 200) < 70, `${mistakes} of ${PICTURES.length}`);
  });

  it("is never wrong, or always, when told so", () => {
    const label = { person: true, count: 1 };
    const picture = PICTURES[0] as string;
    assert.equal(
      new CloudTemper({ seed: 1, mistakeShare: 0 }).verdict(picture, label).person,
      true,
    );
    assert.equal(
      new CloudTemper({ seed: 1, mistakeShare: 1 }).verdict(picture, label).person,
      false,
    );
  });

  it("counts at least one person where it sees somebody, and none where it does not", () => {
    const temper = new CloudTemper({ seed: 1, mistakeShare: 1 });
    const picture = PICTURES[0] as string;
    assert.equal(temper.verdict(picture, { person: false, count: 0 }).count, 1);
    assert.equal(temper.verdict(picture, { person: true, count: 3 }).count, 0);
  });

  it("keeps to its share of errors, of both kinds", () => {
    const temper = new CloudTemper({ seed: 1, errorShare: 0.1 });
    const moods = PICTURES.map((picture) => temper.mood(picture, 0).kind);
    const errors = moods.filter((kind) => kind !== "answers").length;
    assert.ok(Math.abs(errors - 400) < 95, `${errors} of ${PICTURES.length}`);
    assert.ok(moods.includes("server-error") && moods.includes("rate-limited"));
  });

  it("draws anew for another attempt, but keeps its opinion", () => {
    const temper = new CloudTemper({ seed: 1, errorShare: 0.5 });
    const changed = PICTURES.filter(
      (picture) => temper.mood(picture, 0).kind !== temper.mood(picture, 1).kind,
    );
    assert.ok(changed.length > 1_000);
    const label = { person: true, count: 1 };
    const picture = PICTURES[5] as string;
    assert.deepEqual(temper.verdict(picture, label), temper.verdict(picture, label));
  });

  it("does not depend on the order of questions", () => {
    const forward = new CloudTemper({ seed: 7 });
    const backward = new CloudTemper({ seed: 7 });
    const some = PICTURES.slice(0, 50);
    const one = some.map((picture) => forward.latencyMs(picture, 0));
    const two = [...some].reverse().map((picture) => backward.latencyMs(picture, 0));
    assert.deepEqual(two.reverse(), one);
  });

  it("has another temper with another seed", () => {
    const some = PICTURES.slice(0, 20);
    const one = some.map((picture) => new CloudTemper({ seed: 1 }).latencyMs(picture, 0));
    const two = some.map((picture) => new CloudTemper({ seed: 2 }).latencyMs(picture, 0));
    assert.notDeepEqual(one, two);
  });
});

describe("the truth", () => {
  it("knows nothing of a picture that it was not told of", () => {
    assert.equal(new Truth().of(PICTURES[0] as string), undefined);
  });

  it("believes what it was told last", () => {
    const truth = new Truth();
    const picture = PICTURES[0] as string;
    truth.learn(picture, { person: false, count: 0 });
    truth.learn(picture, { person: true, count: 1 });
    assert.deepEqual(truth.of(picture), { person: true, count: 1 });
  });
});
