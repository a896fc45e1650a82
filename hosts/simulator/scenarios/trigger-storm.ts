import { RTC_DRIFT } from "../board/chip-timing.js";
import type { Scenario } from "./scenario.js";

/** A motion sensor that speaks all the time: the cap must hold, whatever it says. */
export const triggerStorm: Scenario = {
  name: "trigger-storm",
  what: "a motion sensor that triggers 700 times an hour with nobody there; the pin alone wakes",
  days: 1,
  place: "front door",
  people: [],
  falseTriggers: [{ fromHour: 0, toHour: 24, perHour: 700 }],
  outages: [],
  settings: { power: { wakeOn: "pin", pinWakesPerHourMax: 60 } },
  rtcDrift: RTC_DRIFT.middle,
  expected: {
    wakesPerDay: [1_000, 9_000],
    pinWakesPerDay: [600, 24 * 60],
    sentPerDay: [0, 60],
    rightShareMin: 0.9,
    joulesPerDayMax: 5_000,
  },
};
