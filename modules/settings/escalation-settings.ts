import { integer, number } from "./setting.js";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** How often the cloud is asked, what that may cost, and when it is left alone. */
export const ESCALATION_SETTINGS = {
  intervalMs: integer("ms", 30_000, 0, DAY_MS, "shortest time between two questions to the cloud"),
  perHourMax: integer("questions", 30, 0, 3_600, "questions to the cloud within an hour"),
  perDayMax: integer("questions", 200, 0, 65_535, "questions to the cloud within a day"),
  bytesPerDayMax: integer("bytes", 8_000_000, 0, 1e9, "bytes sent to the cloud within a day"),
  joulesPerDayMax: integer(
    "J",
    1_000,
    0,
    1e6,
    "energy for questions within a day, by what chip and radio draw as a rule",
  ),
  dollarsPerDayMax: number(
    "dollars",
    1,
    0,
    1_000,
    "money for questions within a day, where the prices of tokens are set",
  ),
  auditShare: number("1", 0.02, 0, 1, "part of the confident frames that is asked about too"),
  breakerFailures: integer(
    "failures",
    4,
    1,
    100,
    "questions in a row that fail before the cloud is left alone",
  ),
  breakerOpenMs: integer(
    "ms",
    300_000,
    1_000,
    6 * HOUR_MS,
    "longest first time it is left alone; doubles to six hours",
  ),
} as const;
