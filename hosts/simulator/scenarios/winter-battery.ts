import { RTC_DRIFT } from "../board/chip-timing.js";
import type { Scenario } from "./scenario.js";

/** Cold cells that are nearly empty: fewer looks, then no cloud, then sleep, and never a loop. */
export const winterBattery: Scenario = {
  name: "winter-battery",
  what: "cells at -10 C and nearly empty, behind a divider; the ladder of low cells",
  days: 1,
  place: "front door",
  people: [{ fromHour: 7, toHour: 20, perHour: 1, staySecondsMin: 10, staySecondsMax: 40 }],
  falseTriggers: [],
  outages: [],
  settings: { power: { wakeIntervalMs: 10_000, wakeOn: "both" } },
  rtcDrift: RTC_DRIFT.high,
  divider: { cells: "li-ion-18650", celsius: -10, charge: 0.26 },
  expected: {
    wakesPerDay: [24, 8_000],
    pinWakesPerDay: [0, 60],
    sentPerDay: [0, 60],
    rightShareMin: 0.85,
    joulesPerDayMax: 6_000,
  },
};
