import { isUnsettled } from "../policy/hysteresis.js";
import { rungOf } from "../power/battery-ladder.js";
import { countPinWake } from "../power/pin-limit.js";
import { countQuiet, planSleep, type Scene, type SleepPlan } from "../power/schedule.js";
import { steadyOf } from "./now.js";
import { noteFailure, type ThisWake } from "./this-wake.js";

/** Reads the cells, where the board can: before the radio, whose use takes the converter. */
export function readBattery(wake: ThisWake): void {
  const { state, settings, host } = wake;
  const { battery } = host.power;
  if (battery === undefined) return;
  const millivolts = battery.millivolts();
  if (millivolts === undefined) {
    // The rung that stood is as good a guess as any.
    noteFailure(wake, "power", { code: "battery-unreadable" });
    return;
  }
  const rung = rungOf(millivolts, state.schedule.rung, settings.power);
  state.schedule.rung = rung;
  wake.battery = { millivolts, rung };
}

/** The sleep that follows this wake; brings the schedule's memory up to date. */
export function planRest(wake: ThisWake): SleepPlan {
  const { host, state, settings } = wake;
  const { power, clock } = host;
  const wallMs = clock.wallMs();
  const { schedule } = state;
  const byPin = power.wakeCause === "pin";
  const { power: options } = settings;
  countQuiet(schedule, byPin || wake.chip !== null);
  if (byPin) {
    schedule.pinClearMs = countPinWake(
      schedule.pinClearMs,
      steadyOf(wake, wake.atMs),
      options.pinWakesPerHourMax,
    );
  }
  return planSleep(options, schedule, sceneOf(wake), {
    wallMs,
    steadyMs: steadyOf(wake, wallMs),
    isSet: clock.isSet(),
    awakeMs: clock.monotonicMs(),
    pinIsHigh: (byPin || options.wakeOn === "pin") && power.motionPin?.isHigh() === true,
  });
}

function sceneOf({ state, motion }: ThisWake): Scene {
  const { presence } = state;
  if (presence.presence === "present" || isUnsettled(presence)) return "busy";
  return motion?.reason === "too-dark" ? "too-dark" : "usual";
}
