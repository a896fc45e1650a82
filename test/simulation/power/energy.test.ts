import assert from "node:assert/strict";
import fc from "fast-check";
import {
  batteryDays,
  CELLS,
  millivoltsAt,
  openVolts,
  usableMah,
} from "../../../hosts/simulator/board/energy/cells.js";
import { chargeOf, joulesOf, total } from "../../../hosts/simulator/board/energy/charge.js";
import { BOARD_ROWS, LOAD_ROWS } from "../../../hosts/simulator/board/energy/current-table.js";
import { LoadLog } from "../../../hosts/simulator/board/energy/load-log.js";
import { PowerPart } from "../../../hosts/simulator/board/power-part.js";

const NOTHING = {
  awakeMs: 0,
  cameraMs: 0,
  radioMs: 0,
  sendingMs: 0,
  flashMs: 0,
  asleepMs: 0,
};
const HOUR_MS = 3_600_000;

describe("the charge of a wake", () => {
  it("is that of sleep and sensor while the chip sleeps", () => {
    const { sleep } = chargeOf({ ...NOTHING, asleepMs: HOUR_MS }, "stock");
    assert.equal(sleep / 3_600, BOARD_ROWS.stock.sleep.middle + LOAD_ROWS.sensor.middle);
  });

  it("grows with everything that is on for longer, and with every row's estimate", () => {
    const span = fc.integer({ min: 0, max: 100_000 });
    const loads = fc.record({
      awakeMs: span,
      cameraMs: span,
      radioMs: span,
      sendingMs: span,
      flashMs: span,
      asleepMs: span,
    });
    fc.assert(
      fc.property(loads, fc.constantFrom("stock" as const, "modified" as const), (given, board) => {
        const [low, middle, high] = (["low", "middle", "high"] as const).map((estimate) =>
          total(chargeOf(given, board, estimate)),
        ) as [number, number, number];
        assert.ok(low <= middle && middle <= high);
        const longer = { ...given, awakeMs: given.awakeMs + 1 };
        assert.ok(
          joulesOf(chargeOf(longer, board), board) > joulesOf(chargeOf(given, board), board),
        );
      }),
    );
  });

  it("never has the radio send for longer than it is on", () => {
    const { radio } = chargeOf({ ...NOTHING, radioMs: 10, sendingMs: 99 }, "stock");
    const { middle } = LOAD_ROWS.sending;
    assert.equal(radio, (10 * (LOAD_ROWS.radio.middle + middle)) / 1_000);
  });
});

describe("cells", () => {
  it("lose volts with charge and load, and more in the cold", () => {
    const cells = CELLS["li-ion-18650"];
    assert.ok(openVolts(cells, 1) > openVolts(cells, 0.5));
    assert.ok(millivoltsAt(cells, 0.5, { loadMa: 240 }) < millivoltsAt(cells, 0.5));
    const cold = { loadMa: 240, celsius: -10 };
    assert.ok(millivoltsAt(cells, 0.5, cold) < millivoltsAt(cells, 0.5, { loadMa: 240 }));
    assert.ok(usableMah(cells, -10) < usableMah(cells));
  });

  it("do not last for ever where nothing is drawn: they discharge by themselves", () => {
    for (const cells of Object.values(CELLS)) {
      assert.ok(Number.isFinite(batteryDays(cells, 0)));
      assert.ok(batteryDays(cells, 100) < batteryDays(cells, 0));
    }
  });
});

describe("the log of loads", () => {
  it("adds up what is on, ends it with the wake, and forgets it", () => {
    let nowMs = 0;
    const log = new LoadLog(() => nowMs);
    log.turn("camera", true);
    log.turn("camera", true);
    nowMs = 50;
    log.turn("camera", false);
    log.turn("radio", true);
    nowMs = 80;
    assert.deepEqual(log.take(80, 9), {
      ...NOTHING,
      awakeMs: 80,
      asleepMs: 9,
      cameraMs: 50,
      radioMs: 30,
    });
    assert.deepEqual(log.take(1, 1), { ...NOTHING, awakeMs: 1, asleepMs: 1 });
  });
});

describe("a sleep of the virtual board", () => {
  const sensor = { isHigh: (atMs: number) => atMs >= 500, nextHighMs: () => 500 };
  const asleep = (options: object, wakeOnPin: boolean) => {
    const part = new PowerPart({ seed: 1, scheduler: { nowMs: () => 0 }, ...options });
    part.wake();
    part.operations.sleep?.({ op: "sleep", durationMs: 1_000, wakeOnPin }, new Uint8Array(0));
    return [part.sleepThrough(1_000), part.cause, part.clockLagMs];
  };

  it("is ended by the pin only where that was armed", () => {
    assert.deepEqual(asleep({ motionSensor: sensor }, false), [1_000, "timer", 0]);
    assert.deepEqual(asleep({ motionSensor: sensor }, true), [500, "pin", 0]);
  });

  it("is not ended by a pin that was high already", () => {
    const stuck = { isHigh: () => true, nextHighMs: (fromMs: number) => fromMs };
    assert.deepEqual(asleep({ motionSensor: stuck }, true), [1_000, "timer", 0]);
  });

  it("is longer than was asked for by the RTC's drift, and the clock falls behind", () => {
    const [passedMs, cause, lagMs] = asleep({ rtcDrift: 0.05 }, false);
    assert.deepEqual([passedMs, cause], [1_050, "timer"]);
    assert.ok(Math.abs((lagMs as number) - 50) < 1e-9);
  });
});
