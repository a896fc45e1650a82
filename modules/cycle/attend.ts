// Not preloaded: cold starts alone run it, and bytecode takes less flash than what it makes.
import { type BlinkPattern, blinks, durationMsOf, play } from "../indicator/blink.js";
import { indicationOf, patternOf } from "../indicator/indication.js";
import type { RestartReport } from "../report/wake-report.js";
import { factoryReset, finishReset, isResetBegun } from "../reset/factory-reset.js";
import {
  CYCLE_MS_MAX,
  CYCLE_MS_MIN,
  CYCLES_FOR_RESET,
  countCycle,
  forgetCycles,
  readCycles,
} from "../reset/power-cycles.js";
import { isSetUp } from "../settings/store.js";
import { noteFailure, type ThisWake } from "./this-wake.js";
import { RECORD_BYTES } from "./wake-layout.js";

/** Tells by its count which cycle this is, before the light that asks for the next. */
const COUNTED_BLINK = { litMs: 100, darkMs: 150 } as const;
/** A flicker that no count can be mistaken for, as long as a reset can still be called off. */
const FLICKER_MS = 50;
const FLICKER: BlinkPattern = Object.freeze(
  blinks(CYCLE_MS_MAX / (2 * FLICKER_MS), FLICKER_MS, FLICKER_MS),
);

/**
 * What a cold start does before it reads a setting: it finishes a factory reset that was cut short,
 * and after a loss of power it gives a person time to ask for one, with camera and radio off. False
 * where the store may hold a half of the settings, none of which may be used then.
 */
export async function attend(wake: ThisWake): Promise<boolean> {
  const { host } = wake;
  const restart: RestartReport = { shortCycles: 0, factoryReset: "none", indication: null };
  wake.restart = restart;
  try {
    if (isResetBegun(host.keyValue)) {
      await reset(wake, restart, finishReset, "finished");
    } else if (host.power.wakeCause !== "power-on") {
      forgetCycles(host.keyValue);
    } else {
      restart.shortCycles = readCycles(host.keyValue);
      await waitForPerson(wake, restart);
      forgetCycles(host.keyValue);
    }
  } catch {
    // No reset by power cycles, then; the settings are told of by themselves.
    noteFailure(wake, "restore", { code: "power-cycles-uncounted" });
  }
  return restart.factoryReset !== "unfinished";
}

/** The first seconds after power came, by the short cycles that went before. */
async function waitForPerson(wake: ThisWake, restart: RestartReport): Promise<void> {
  const { timers, keyValue, lights } = wake.host;
  const { shortCycles } = restart;
  if (shortCycles > CYCLES_FOR_RESET) {
    await play(timers, undefined, [CYCLE_MS_MAX]);
  } else if (shortCycles < CYCLES_FOR_RESET) {
    await play(timers, lights.indicator, countedBlinks(shortCycles + 1));
    countCycle(keyValue, shortCycles);
    await play(timers, lights.indicator, [CYCLE_MS_MAX - CYCLE_MS_MIN]);
  } else {
    // Counted at once: a power cut while it flickers is one cycle too many, and calls it off.
    countCycle(keyValue, shortCycles);
    await play(timers, lights.indicator, FLICKER);
    await reset(wake, restart, factoryReset, "done");
  }
}

/** Dark at the end, until the cycle counts. */
function countedBlinks(count: number): BlinkPattern {
  const { litMs, darkMs } = COUNTED_BLINK;
  const pattern = blinks(count, litMs, darkMs);
  return [...pattern.slice(0, -1), darkMs + CYCLE_MS_MIN - durationMsOf(pattern)];
}

async function reset(
  wake: ThisWake,
  restart: RestartReport,
  act: typeof finishReset,
  outcome: "done" | "finished",
): Promise<void> {
  const { power } = wake.host;
  try {
    // A watchdog may end this, and memory still show a record from before power went: without one
    // the next wake is a cold start too, and goes on with the reset.
    power.memory.write(new Uint8Array(RECORD_BYTES));
    await act(wake.host);
    restart.factoryReset = outcome;
  } catch {
    restart.factoryReset = "unfinished";
    noteFailure(wake, "restore", { code: "factory-reset-unfinished" });
  }
}

/** Shows what the wake came to, where somebody may be looking: after power came, or a reset. */
export async function indicate(wake: ThisWake, restart: RestartReport): Promise<void> {
  const { failures, host } = wake;
  const { indicator } = host.lights;
  const { wakeCause } = host.power;
  if (indicator === undefined || (wakeCause !== "power-on" && wakeCause !== "reset")) return;
  restart.indication = indicationOf({ failures, isSetUp: wasSetUp(wake) });
  await play(host.timers, indicator, patternOf(restart.indication));
}

function wasSetUp({ host }: ThisWake): boolean {
  try {
    return isSetUp(host.keyValue);
  } catch {
    // A store that cannot be read is told of as a failure of the settings.
    return true;
  }
}
