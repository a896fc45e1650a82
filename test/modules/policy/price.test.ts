import assert from "node:assert/strict";
import { microDollarsOf, tokensMax } from "../../../modules/policy/price.js";

describe("the price of a question", () => {
  it("is none where nobody knows the prices", () => {
    const prices = { inputDollarsPerMTokens: 0, outputDollarsPerMTokens: 0 };
    assert.equal(microDollarsOf({ input: 3_000, output: 300 }, prices), 0);
  });

  it("is a whole number, and rather too high than too low", () => {
    const prices = { inputDollarsPerMTokens: 0.15, outputDollarsPerMTokens: 0.6 };
    assert.equal(microDollarsOf({ input: 1, output: 0 }, prices), 1);
    assert.equal(microDollarsOf({ input: 3_000, output: 300 }, prices), 630);
  });

  it("is reckoned at first by every byte of text, the pictures and the longest answer", () => {
    assert.deepEqual(tokensMax(1_200, 2, 300), { input: 1_200 + 2 * 2_833, output: 300 });
  });
});
