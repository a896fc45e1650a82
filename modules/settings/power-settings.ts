import { choice, integer } from "./setting.js";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** When the device wakes, for how long, and what it does with low cells. */
export const POWER_SETTINGS = {
  wakeIntervalMs: integer("ms", 10_000, 1_000, 86_400_000),
  sleepMsMin: integer("ms", 500, 1, 60_000),
  wakeOn: choice(["timer", "pin", "both"], "both"),
  heartbeatMs: integer("ms", HOUR_MS, 10_000, DAY_MS),
  busyIntervalMs: integer("ms", 0, 0, DAY_MS),
  quietIntervalMs: integer("ms", 0, 0, DAY_MS),
  quietAfterWakes: integer("wakes", 60, 1, 65_535),
  nightIntervalMs: integer("ms", 0, 0, DAY_MS),
  quietFromMinute: integer("min", 0, 0, 1_439),
  quietToMinute: integer("min", 0, 0, 1_439),
  pinWakesPerHourMax: integer("wakes", 60, 1, 3_600),
  wakeMsMax: integer("ms", 60_000, 5_000, 90_000),
  wakeMillijoulesMax: integer("mJ", 20_000, 500, 60_000),
  batteryFewerMv: integer("mV", 3_600, 0, 20_000),
  batteryNoCloudMv: integer("mV", 3_500, 0, 20_000),
  batterySleepMv: integer("mV", 3_400, 0, 20_000),
} as const;
