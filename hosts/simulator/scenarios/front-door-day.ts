import { RTC_DRIFT } from "../board/chip-timing.js";
import type { Scenario } from "./scenario.js";

/** A house where people come and go: the day that figures are compared by. */
export const frontDoorDay: Scenario = {
  name: "front-door-day",
  what: "a front door, looked at every 10 s and by motion sensor; people morning, noon and evening",
  days: 1,
  place: "front door",
  people: [
    { fromHour: 7, toHour: 9, perHour: 3, staySecondsMin: 10, staySecondsMax: 40 },
    { fromHour: 9, toHour: 17, perHour: 0.8, staySecondsMin: 10, staySecondsMax: 60 },
    { fromHour: 17, toHour: 21, perHour: 2, staySecondsMin: 10, staySecondsMax: 40 },
  ],
  falseTriggers: [{ fromHour: 8, toHour: 20, perHour: 1 }],
  outages: [],
  // As the firmware comes: a wake every 10 s, start to start, and by the motion sensor.
  settings: {},
  rtcDrift: RTC_DRIFT.low,
  expected: {
    wakesPerDay: [8_400, 8_800],
    pinWakesPerDay: [5, 80],
    sentPerDay: [0, 100],
    rightShareMin: 0.9,
    joulesPerDayMax: 6_000,
  },
};
