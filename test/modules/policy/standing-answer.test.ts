import assert from "node:assert/strict";
import fc from "fast-check";
import {
  countLook,
  forgetAnswer,
  PROBABILITY_STEP_MAX,
  STANDING_BYTES,
  standingAnswer,
  takeAnswer,
} from "../../../modules/policy/standing-answer.js";

const LOOKS_MAX = 7;
const P = 0.4;

function standingAfter(...answers: boolean[]): Uint8Array {
  const standing = new Uint8Array(STANDING_BYTES);
  for (const person of answers) takeAnswer(standing, person, P, LOOKS_MAX);
  return standing;
}

/** For how many looks nobody is asked. */
function looksOf(standing: Uint8Array): number {
  let looks = 0;
  while (countLook(standing)) looks += 1;
  return looks;
}

describe("an answer that stands", () => {
  it("is none at first, nor for a look", () => {
    const standing = standingAfter();
    assert.deepEqual([standingAnswer(standing, P), countLook(standing)], [undefined, false]);
  });

  it("is none once it is forgotten", () => {
    const standing = standingAfter(true, true);
    forgetAnswer(standing);
    assert.deepEqual([standingAnswer(standing, P), countLook(standing)], [undefined, false]);
  });

  it("is what the cloud said", () => {
    assert.equal(standingAnswer(standingAfter(true), P), "person");
    assert.equal(standingAnswer(standingAfter(false), P), "noPerson");
  });

  it("stands for no look before a second one says the same, then for 1, 3, and 7 at most", () => {
    const looks = [1, 2, 3, 4, 5].map((count) =>
      looksOf(standingAfter(...new Array<boolean>(count).fill(false))),
    );
    assert.deepEqual(looks, [0, 1, 3, 7, 7]);
  });

  it("begins again where an answer contradicts it", () => {
    const standing = standingAfter(false, false, false, true);
    assert.deepEqual([standingAnswer(standing, P), looksOf(standing)], ["person", 0]);
  });

  it("stands on when its looks are used up, for where nobody can be asked", () => {
    const standing = standingAfter(false, false);
    looksOf(standing);
    assert.equal(standingAnswer(standing, P), "noPerson");
  });

  it("does not stand where the chip sees something else", () => {
    const standing = standingAfter(true);
    const near = PROBABILITY_STEP_MAX - 0.01;
    const far = PROBABILITY_STEP_MAX + 0.01;
    for (const p of [P - near, P + near]) assert.equal(standingAnswer(standing, p), "person");
    for (const p of [P - far, P + far]) assert.equal(standingAnswer(standing, p), undefined);
  });

  it("stands without a network that judges, as long as there is none", () => {
    const standing = new Uint8Array(STANDING_BYTES);
    takeAnswer(standing, true, null, LOOKS_MAX);
    assert.equal(standingAnswer(standing, null), "person");
    assert.equal(standingAnswer(standing, P), undefined);
    assert.equal(standingAnswer(standingAfter(true), null), undefined);
  });

  it("asks of every look where none is allowed", () => {
    const standing = new Uint8Array(STANDING_BYTES);
    for (let answer = 0; answer < 4; answer++) takeAnswer(standing, true, P, 0);
    assert.equal(countLook(standing), false);
  });

  it("never stands for more looks than are allowed, in any bytes that were allowed", () => {
    fc.assert(
      fc.property(fc.nat(255), fc.array(fc.boolean(), { maxLength: 40 }), (looksMax, answers) => {
        const standing = new Uint8Array(STANDING_BYTES);
        for (const person of answers) takeAnswer(standing, person, P, looksMax);
        assert.ok(looksOf(standing) <= looksMax);
      }),
    );
  });
});
