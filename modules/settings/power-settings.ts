import { choice, integer } from "./setting.js";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** When the device wakes, for how long, and what it does with low cells. */
export const POWER_SETTINGS = {
  wakeIntervalMs: integer(
    "ms",
    10_000,
    1_000,
    86_400_000,
    "time from the start of a wake to the next",
  ),
  sleepMsMin: integer("ms", 500, 1, 60_000, "shortest sleep, however long the wake was"),
  wakeOn: choice(
    ["timer", "pin", "both"],
    "both",
    "what begins a wake: the timer, the motion sensor, or whichever comes first",
  ),
  heartbeatMs: integer("ms", HOUR_MS, 10_000, DAY_MS, "longest sleep where the pin alone wakes"),
  busyIntervalMs: integer(
    "ms",
    0,
    0,
    DAY_MS,
    "time between wakes while somebody is there; 0: the usual",
  ),
  quietIntervalMs: integer(
    "ms",
    0,
    0,
    DAY_MS,
    "time between wakes once nothing has moved for long; 0: the usual",
  ),
  quietAfterWakes: integer("wakes", 60, 1, 65_535, "still wakes that count as long"),
  nightIntervalMs: integer(
    "ms",
    0,
    0,
    DAY_MS,
    "time between wakes while it is too dark to see; 0: the usual",
  ),
  quietFromMinute: integer("min", 0, 0, 1_439, "when quiet hours begin, in UTC from midnight"),
  quietToMinute: integer("min", 0, 0, 1_439, "when they end; the same: there are none"),
  pinWakesPerHourMax: integer("wakes", 60, 1, 3_600, "wakes by the motion sensor in any hour"),
  wakeMsMax: integer("ms", 60_000, 5_000, 90_000, "longest wake; then it saves and sleeps"),
  wakeMillijoulesMax: integer(
    "mJ",
    20_000,
    500,
    60_000,
    "energy for a wake, by what chip and radio draw as a rule",
  ),
  batteryFewerMv: integer("mV", 3_600, 0, 20_000, "cells below this: wakes half as often"),
  batteryNoCloudMv: integer("mV", 3_500, 0, 20_000, "cells below this: and nobody is asked"),
  batterySleepMv: integer("mV", 3_400, 0, 20_000, "cells below this: sleeps until recharged"),
} as const;
