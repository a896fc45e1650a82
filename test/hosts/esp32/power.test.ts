import assert from "node:assert/strict";
import { ChipPower } from "../../../native/power/power.js";
import { ChipNatives } from "../../helpers/chip-natives.js";

describe("the power of a chip", () => {
  let chip: ChipNatives;
  let cause: number;
  let slept: number[][];

  beforeEach(() => {
    cause = 0;
    slept = [];
    chip = new ChipNatives({
      xs_power_wake_cause: () => cause,
      // Returns, as the chip does only where a pin cannot wake it.
      xs_power_sleep: (...args: number[]) => {
        slept.push(args);
      },
    });
  });

  afterEach(() => chip.close());

  for (const durationMs of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
    it(`refuses a sleep of ${durationMs} ms, which would have no end`, () => {
      assert.throws(() => new ChipPower().sleep({ durationMs }), RangeError);
      assert.deepEqual(slept, []);
    });
  }

  it("throws where the chip would not sleep", () => {
    assert.throws(() => new ChipPower().sleep({ durationMs: 1 }), /cannot wake/);
  });

  it("hands down the duration and the pins that may end the sleep", () => {
    const power = new ChipPower();
    assert.throws(() => power.sleep({ durationMs: 1000 }));
    assert.throws(() => power.sleep({ durationMs: 5, highPins: [0, 13, 39], lowPin: 12 }));
    assert.deepEqual(slept, [
      [1000, 0, -1],
      [5, 1 + 2 ** 13 + 2 ** 39, 12],
    ]);
  });

  it("names the cause of the wake", () => {
    const names = [0, 1, 2, 3, 4, 5].map((number) => {
      cause = number;
      return new ChipPower().wakeCause;
    });
    assert.deepEqual(names, ["unknown", "power-on", "timer", "pin", "reset", "unknown"]);
  });
});
