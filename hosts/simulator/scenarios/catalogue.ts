import { alwaysSomeone } from "./always-someone.js";
import { frontDoorDay } from "./front-door-day.js";
import { networkOut } from "./network-out.js";
import { quietWeek } from "./quiet-week.js";
import type { Scenario } from "./scenario.js";
import { triggerStorm } from "./trigger-storm.js";
import { winterBattery } from "./winter-battery.js";

/** Every scenario, by the name that the command line takes. */
export const SCENARIOS: Readonly<Record<string, Scenario>> = Object.freeze(
  Object.fromEntries(
    [frontDoorDay, quietWeek, triggerStorm, winterBattery, networkOut, alwaysSomeone].map(
      (scenario) => [scenario.name, scenario],
    ),
  ),
);
