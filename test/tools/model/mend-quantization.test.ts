import assert from "node:assert/strict";
import { mendedQuantization } from "../../../tools/model/mend-quantization.js";
import { checkAll } from "../../native/model-cases.js";
import { smallModel } from "../../native/small-model.js";

const DAMAGED = 2_000;
const SEED = Number(process.env.MEND_SEED ?? 20);

const withOddBiases = (): Uint8Array =>
  smallModel((model) => {
    for (const tensor of model.tensors) {
      if (tensor.shape.length === 1 && tensor.scales.length > 0) tensor.quantizedDimension = 3;
    }
  });

describe("a network's quantized dimensions", () => {
  it("are mended where a bias has one that it has not", () => {
    const odd = withOddBiases();
    const before = odd.slice();
    const mended = mendedQuantization(odd);
    assert.ok(mended);
    assert.deepEqual(odd, before, "the file itself is left as it is");
    assert.equal(mendedQuantization(mended), undefined);
    assert.equal(checkAll([mended])[0]?.code, "ok");
  });

  it("are left alone where they are right", () => {
    assert.equal(mendedQuantization(smallModel()), undefined);
  });

  it("are left alone in what is no model", () => {
    assert.equal(mendedQuantization(new Uint8Array()), undefined);
    assert.equal(mendedQuantization(new TextEncoder().encode("# no model\n")), undefined);
  });

  it(`are never looked for without end (${DAMAGED} damaged files; again: MEND_SEED=${SEED})`, () => {
    const whole = withOddBiases();
    let state = SEED;
    const next = (below: number): number => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state % below;
    };
    for (let round = 0; round < DAMAGED; round++) {
      const damaged = whole.slice(0, next(4) === 0 ? next(whole.length) : whole.length);
      for (let hit = next(8); hit >= 0 && damaged.length > 0; hit--) {
        damaged[next(damaged.length)] = next(256);
      }
      const mended = mendedQuantization(damaged);
      if (mended) assert.equal(mended.length, damaged.length);
    }
  });
});
