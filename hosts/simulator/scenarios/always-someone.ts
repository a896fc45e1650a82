import { RTC_DRIFT } from "../board/chip-timing.js";
import type { Scenario } from "./scenario.js";

/** Somebody is always there: every look is judged, and the budgets have to hold. */
export const alwaysSomeone: Scenario = {
  name: "always-someone",
  what: "a hallway where somebody is nearly always in view; a look every 60 s",
  days: 1,
  place: "hallway",
  people: [{ fromHour: 0, toHour: 24, perHour: 30, staySecondsMin: 200, staySecondsMax: 600 }],
  falseTriggers: [],
  outages: [],
  settings: { power: { wakeIntervalMs: 60_000, wakeOn: "timer" } },
  rtcDrift: RTC_DRIFT.middle,
  expected: {
    wakesPerDay: [1_300, 1_450],
    pinWakesPerDay: [0, 0],
    sentPerDay: [0, 201],
    // Of a day 61 % by the chip and 69 % with the cloud; of its first two hours, by a lamp, 28 %: the
    // network learned from photographs, and a drawn figure is none.
    rightShareMin: 0.25,
    joulesPerDayMax: 6_000,
  },
};
