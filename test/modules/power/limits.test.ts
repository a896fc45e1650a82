import assert from "node:assert/strict";
import fc from "fast-check";
import { REBOUND_MV, type Rung, rungOf } from "../../../modules/power/battery-ladder.js";
import { countPinWake, pinWaitMs } from "../../../modules/power/pin-limit.js";
import { ASK_MS_MIN, askMsMax, deadlineMs } from "../../../modules/power/wake-budget.js";
import { DEFAULT_SETTINGS } from "../../../modules/settings/settings.js";

const HOUR_MS = 3_600_000;
const POWER = DEFAULT_SETTINGS.power;

describe("the cap on wakes by the motion pin", () => {
  it("holds in every hour, wherever it begins", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3_600 }),
        fc.array(fc.integer({ min: 1, max: 600_000 }), { minLength: 1, maxLength: 300 }),
        (perHourMax, gapsMs) => {
          let nowMs = 1_780_000_000_000;
          let clearMs = 0;
          const taken: number[] = [];
          for (const gapMs of gapsMs) {
            nowMs += gapMs;
            if (pinWaitMs(clearMs, nowMs, perHourMax) > 0) continue;
            clearMs = countPinWake(clearMs, nowMs, perHourMax);
            taken.push(nowMs);
            const within = taken.filter((atMs) => atMs > nowMs - HOUR_MS).length;
            assert.ok(within <= perHourMax, `${within} of ${perHourMax}`);
          }
        },
      ),
    );
  });

  it("admits again after the wait that it tells", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3_600 }), fc.nat(HOUR_MS), (perHourMax, aheadMs) => {
        const waitMs = pinWaitMs(aheadMs, 0, perHourMax);
        assert.ok(pinWaitMs(aheadMs, Math.max(0, waitMs) + 1, perHourMax) <= 0);
      }),
    );
  });

  it("is not stopped for longer than an hour by a clock that was set back", () => {
    assert.ok(pinWaitMs(1_780_000_000_000, 0, 60) <= HOUR_MS);
    assert.ok(countPinWake(1_780_000_000_000, 0, 60) <= 2 * HOUR_MS);
  });
});

describe("the battery's ladder", () => {
  const rung = (millivolts: number, before: Rung = 0) => rungOf(millivolts, before, POWER);

  it("goes down at each edge", () => {
    assert.deepEqual(
      [3_700, 3_599, 3_499, 3_399].map((mv) => rung(mv)),
      [0, 1, 2, 3],
    );
  });

  it("goes up again only well above the edge, since cells rebound without their load", () => {
    assert.equal(rung(POWER.batterySleepMv + REBOUND_MV - 1, 3), 3);
    assert.equal(rung(POWER.batterySleepMv + REBOUND_MV, 3), 2);
    assert.equal(rung(POWER.batteryFewerMv + REBOUND_MV, 3), 0);
  });
});

describe("a wake's budget", () => {
  it("ends a wake by time or by energy, whichever is spent first", () => {
    assert.equal(deadlineMs({ ...POWER, wakeMsMax: 10_000 }), 10_000);
    assert.equal(deadlineMs({ ...POWER, wakeMillijoulesMax: 2_800 }), 10_000);
  });

  it("leaves the cloud what is not spent yet", () => {
    const power = { ...POWER, wakeMsMax: 60_000, wakeMillijoulesMax: 20_000 };
    assert.equal(askMsMax(power, 0), 40_000);
    assert.equal(askMsMax(power, 50_000), 9_000);
  });

  it("does not ask where the answer could not be waited for", () => {
    assert.equal(askMsMax({ ...POWER, wakeMillijoulesMax: 500 }, 1_500), 0);
    assert.equal(askMsMax(POWER, deadlineMs(POWER) - 1_000 - ASK_MS_MIN + 1), 0);
  });
});
