import type { Host } from "../host/host.js";
import { initialScheduleState, type SleepPlan } from "../power/schedule.js";
import { deadlineMs } from "../power/wake-budget.js";
import { deliver, isDeliveryDue } from "./deliver.js";
import { askOrKeep } from "./escalate.js";
import { noteFault, save, settle, tell } from "./finish.js";
import { judgeScene } from "./judge-scene.js";
import { keepDecision } from "./keep.js";
import { planRest, readBattery } from "./rest.js";
import { restore, takeUp } from "./restore.js";
import { isMoving, see } from "./see.js";
import { seeInTheDark } from "./see-in-the-dark.js";
import { beginWake, noteFailure, type ThisWake } from "./this-wake.js";

/**
 * One wake: wake, restore, look, is anything moving, detect, decide, ask or keep, report, save,
 * sleep. It ends in a report and in sleep whatever happens in between: what the world does wrong
 * comes back from a stage as a value and is noted; what we did wrong is thrown, and noted here; and
 * what takes too long is left where it is.
 *
 * The machine is gone when this ends. The promise resolves only on a host whose sleep returns.
 */
export async function runWake(host: Host): Promise<void> {
  const wake = beginWake(host);
  let coldly: ForColdStarts | undefined;
  try {
    restore(wake);
    if (wake.coldStart) coldly = await forColdStarts();
    if (coldly === undefined || (await coldly.attend(wake))) {
      takeUp(wake);
      readBattery(wake);
      const leftMs = deadlineMs(wake.settings.power) - host.clock.monotonicMs();
      host.timers.set(() => giveUp(wake), leftMs > 0 ? leftMs : 0);
      if (wake.state.schedule.rung < 3) await watch(wake);
      if (isDeliveryDue(wake)) await deliver(wake);
    }
  } catch (fault) {
    noteFault(wake, fault);
  }
  if (wake.restart !== undefined) await coldly?.indicate(wake, wake.restart);
  rest(wake);
}

type ForColdStarts = typeof import("./attend.js");

/** Read when it is wanted: preloaded it would take five kilobytes more of a board's flash. */
function forColdStarts(): Promise<ForColdStarts> {
  return import("./attend.js");
}

async function watch(wake: ThisWake): Promise<void> {
  const sight = await see(wake);
  if (sight === undefined) return;
  try {
    if (!isMoving(wake, sight)) {
      if (wake.motion?.reason !== "too-dark" || !(await seeInTheDark(wake, sight))) return;
    }
    await judgeScene(wake, sight);
    await askOrKeep(wake, sight.frame);
    const before = wake.state.presence.presence;
    settle(wake);
    keepDecision(wake, before);
  } finally {
    sight.frame.close();
  }
}

/** The budget is spent: what was begun goes with the machine. */
function giveUp(wake: ThisWake): void {
  if (wake.isOver) return;
  noteFailure(wake, "power", { code: "wake-overdue" });
  rest(wake);
}

function rest(wake: ThisWake): void {
  wake.isOver = true;
  const plan = planned(wake);
  attempt(tell, wake, plan);
  if (wake.restart?.factoryReset !== "unfinished") attempt(save, wake, plan);
  wake.host.power.sleep(plan);
}

/** A plan that cannot be made must not cost the sleep. */
function planned(wake: ThisWake): SleepPlan {
  try {
    return planRest(wake);
  } catch (fault) {
    noteFault(wake, fault);
    Object.assign(wake.state.schedule, initialScheduleState());
    return { durationMs: wake.settings.power.wakeIntervalMs, wakeOnPin: false };
  }
}

/** At the end there is nobody left to tell; what matters is that sleep comes. */
function attempt(
  act: (wake: ThisWake, plan: SleepPlan) => void,
  wake: ThisWake,
  plan: SleepPlan,
): void {
  try {
    act(wake, plan);
  } catch {
    // The board notices a wake without a report, and the next wake one without a record.
  }
}
