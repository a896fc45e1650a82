import type { Host } from "../host/host.js";
import { attend, indicate } from "./attend.js";
import { askOrKeep } from "./escalate.js";
import { noteFault, save, settle, sleepMsOf, tell } from "./finish.js";
import { judgeScene } from "./judge-scene.js";
import { restore, takeUp } from "./restore.js";
import { isMoving, see } from "./see.js";
import { seeInTheDark } from "./see-in-the-dark.js";
import { beginWake, type ThisWake } from "./this-wake.js";

/**
 * One wake: wake, restore, look, is anything moving, detect, decide, ask or keep, report, save,
 * sleep. It ends in a report and in sleep whatever happens in between: what the world does wrong
 * comes back from a stage as a value and is noted; what we did wrong is thrown, and noted here.
 *
 * The machine is gone when this ends. The promise resolves only on a host whose sleep returns.
 */
export async function runWake(host: Host): Promise<void> {
  const wake = beginWake(host);
  try {
    restore(wake);
    if (!wake.coldStart || (await attend(wake))) {
      takeUp(wake);
      await watch(wake);
    }
  } catch (fault) {
    noteFault(wake, fault);
  }
  if (wake.restart !== undefined) await indicate(wake, wake.restart);
  const sleepMs = sleepMsOf(wake);
  attempt(tell, wake, sleepMs);
  if (wake.restart?.factoryReset !== "unfinished") attempt(save, wake, sleepMs);
  host.power.sleep({ durationMs: sleepMs });
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
    settle(wake);
  } finally {
    sight.frame.close();
  }
}

/** At the end there is nobody left to tell; what matters is that sleep comes. */
function attempt(
  act: (wake: ThisWake, sleepMs: number) => void,
  wake: ThisWake,
  sleepMs: number,
): void {
  try {
    act(wake, sleepMs);
  } catch {
    // The board notices a wake without a report, and the next wake one without a record.
  }
}
