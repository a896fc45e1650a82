import assert from "node:assert/strict";
import fc from "fast-check";
import {
  countQuiet,
  initialScheduleState,
  type Moment,
  PIN_RETRY_MS,
  planSleep,
  QUIET_WAKES_MAX,
  quietHoursLeftMs,
  RECHARGE_CHECK_MS,
  type Scene,
  type ScheduleState,
  SLEEP_MS_MAX,
} from "../../../modules/power/schedule.js";
import { DEFAULT_SETTINGS } from "../../../modules/settings/settings.js";

const STANDARD = DEFAULT_SETTINGS.power;
const MIDDAY_MS = Date.UTC(2026, 5, 1, 12);

function plan(
  given: Partial<typeof STANDARD> = {},
  state: Partial<ScheduleState> = {},
  scene: Scene = "usual",
  moment: Partial<Moment> = {},
) {
  const now = {
    wallMs: MIDDAY_MS,
    steadyMs: moment.wallMs ?? MIDDAY_MS,
    isSet: true,
    awakeMs: 1_000,
    pinIsHigh: false,
    ...moment,
  };
  return planSleep({ ...STANDARD, ...given }, { ...initialScheduleState(), ...state }, scene, now);
}

describe("the schedule", () => {
  it("ends every sleep, whatever clock, cells and settings say", () => {
    const number = fc.oneof(fc.double(), fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY));
    fc.assert(
      fc.property(
        fc.record({
          wallMs: number,
          isSet: fc.boolean(),
          awakeMs: number,
          pinIsHigh: fc.boolean(),
        }),
        fc.record({
          quietWakes: fc.nat(QUIET_WAKES_MAX),
          pinClearMs: number,
          rung: fc.constantFrom(0 as const, 1 as const, 2 as const, 3 as const),
        }),
        fc.constantFrom<Scene>("busy", "too-dark", "usual"),
        fc.record({
          wakeOn: fc.constantFrom("timer", "pin", "both"),
          wakeIntervalMs: fc.integer({ min: 1_000, max: SLEEP_MS_MAX }),
          quietFromMinute: fc.nat(1_439),
          quietToMinute: fc.nat(1_439),
          pinWakesPerHourMax: fc.integer({ min: 1, max: 3_600 }),
        }),
        (moment, state, scene, given) => {
          const { durationMs } = plan(given, state, scene, moment);
          assert.ok(
            durationMs >= STANDARD.sleepMsMin && durationMs <= SLEEP_MS_MAX,
            `${durationMs}`,
          );
        },
      ),
    );
  });

  it("begins wakes an interval apart, however long they take", () => {
    assert.equal(plan().durationMs, 9_000);
    assert.equal(plan({}, {}, "usual", { awakeMs: 30_000 }).durationMs, STANDARD.sleepMsMin);
  });

  it("never arms the pin where the timer alone wakes", () => {
    assert.equal(plan({ wakeOn: "timer" }).wakeOnPin, false);
    assert.equal(plan({ wakeOn: "both" }).wakeOnPin, true);
  });

  it("sleeps to the heartbeat where the pin alone wakes", () => {
    assert.deepEqual(plan({ wakeOn: "pin" }), { durationMs: 3_599_000, wakeOnPin: true });
  });

  it("comes back soon to a pin that is high, and arms it only when it is low", () => {
    const high = { pinIsHigh: true };
    const expected = { durationMs: PIN_RETRY_MS, wakeOnPin: false };
    assert.deepEqual(plan({ wakeOn: "pin" }, {}, "usual", high), expected);
  });

  it("leaves the pin alone once the hour's wakes are used up, until one comes back", () => {
    const { durationMs, wakeOnPin } = plan(
      { wakeOn: "pin", pinWakesPerHourMax: 60 },
      { pinClearMs: MIDDAY_MS + 1_200_000 },
    );
    assert.equal(wakeOnPin, false);
    assert.ok(durationMs > 0 && durationMs <= 80_000, `${durationMs}`);
  });

  it("is quicker while somebody is there, slower when nothing moves and at night", () => {
    const given = { busyIntervalMs: 5_000, quietIntervalMs: 60_000, nightIntervalMs: 300_000 };
    assert.equal(plan(given, {}, "busy").durationMs, 4_000);
    assert.equal(plan(given, { quietWakes: 59 }).durationMs, 9_000);
    assert.equal(plan(given, { quietWakes: 60 }).durationMs, 59_000);
    assert.equal(plan(given, {}, "too-dark").durationMs, 299_000);
  });

  it("looks less often with low cells, and not at all with empty ones", () => {
    assert.equal(plan({}, { rung: 1 }).durationMs, 19_000);
    assert.equal(plan({}, { rung: 2 }).durationMs, 39_000);
    assert.deepEqual(plan({}, { rung: 3 }), { durationMs: RECHARGE_CHECK_MS, wakeOnPin: false });
  });

  it("sleeps through quiet hours, over midnight too, and only by a clock that was set", () => {
    const night = { quietFromMinute: 22 * 60, quietToMinute: 6 * 60 };
    const at = (hour: number) => ({ wallMs: Date.UTC(2026, 5, 1, hour) });
    const expected = { durationMs: 7 * 3_600_000, wakeOnPin: false };
    assert.deepEqual(plan(night, {}, "usual", at(23)), expected);
    assert.equal(plan(night, {}, "usual", at(12)).durationMs, 9_000);
    assert.equal(plan(night, {}, "usual", { ...at(23), isSet: false }).durationMs, 9_000);
    assert.equal(quietHoursLeftMs({ ...STANDARD, ...night }, Date.UTC(2026, 5, 2, 6)), 0);
  });

  it("counts quiet wakes up to a bound", () => {
    const state = { ...initialScheduleState(), quietWakes: QUIET_WAKES_MAX };
    countQuiet(state, false);
    assert.equal(state.quietWakes, QUIET_WAKES_MAX);
    countQuiet(state, true);
    assert.equal(state.quietWakes, 0);
  });
});
