import { RTC_DRIFT } from "../board/chip-timing.js";
import type { Scenario } from "./scenario.js";

/** No access point for a day: every question fails, and the chip's word has to do. */
export const networkOut: Scenario = {
  name: "network-out",
  what: "a front door with the network gone for a day; a look every 30 s and by motion sensor",
  days: 1,
  place: "front door",
  people: [{ fromHour: 7, toHour: 21, perHour: 2, staySecondsMin: 10, staySecondsMax: 40 }],
  falseTriggers: [],
  outages: [{ fromHour: 0, toHour: 24 }],
  settings: { power: { wakeIntervalMs: 30_000, wakeOn: "both" } },
  rtcDrift: RTC_DRIFT.middle,
  expected: {
    wakesPerDay: [2_700, 3_100],
    pinWakesPerDay: [5, 100],
    sentPerDay: [0, 200],
    rightShareMin: 0.85,
    joulesPerDayMax: 4_000,
  },
};
