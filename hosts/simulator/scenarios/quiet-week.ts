import { RTC_DRIFT } from "../board/chip-timing.js";
import type { Scenario } from "./scenario.js";

/** A garden path that is hardly used. Looks once a minute, and every five once nothing moves. */
export const quietWeek: Scenario = {
  name: "quiet-week",
  what: "a garden path where somebody comes by twice a day; a look a minute, every five when calm",
  days: 7,
  place: "garden path",
  people: [{ fromHour: 8, toHour: 20, perHour: 0.17, staySecondsMin: 10, staySecondsMax: 30 }],
  falseTriggers: [{ fromHour: 6, toHour: 22, perHour: 0.5 }],
  outages: [],
  settings: {
    power: {
      wakeIntervalMs: 60_000,
      quietIntervalMs: 300_000,
      nightIntervalMs: 300_000,
      quietAfterWakes: 10,
      wakeOn: "both",
    },
  },
  rtcDrift: RTC_DRIFT.middle,
  expected: {
    wakesPerDay: [250, 1_000],
    pinWakesPerDay: [1, 40],
    sentPerDay: [0, 40],
    rightShareMin: 0.85,
    joulesPerDayMax: 2_800,
  },
};
