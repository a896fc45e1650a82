import type { Host } from "../../modules/host/host.js";
import type { Judge } from "../conformance/judge.js";

const DELAY_MS = 50;
/** A busy chip is late; hardly this much. */
const LATE_MS_MAX = 2_000;

/** One-shot timers and the clock that never goes back. */
export async function judgeTimers(verdict: Judge, { timers, clock }: Host): Promise<void> {
  const beganMs = clock.monotonicMs();
  const fired: string[] = [];
  const later = (name: string, delayMs: number) =>
    timers.set(() => {
      const afterMs = clock.monotonicMs() - beganMs;
      verdict.ok(afterMs >= delayMs - 1, `${name} is not early: ${afterMs} ms`);
      verdict.ok(afterMs <= delayMs + LATE_MS_MAX, `${name} is not very late: ${afterMs} ms`);
      fired.push(name);
    }, delayMs);
  later("the long one", 2 * DELAY_MS);
  later("the short one", DELAY_MS);
  timers.clear(later("the cleared one", DELAY_MS));
  verdict.equal(fired.length, 0, "nothing fires from within set");
  await new Promise<void>((resolve) => {
    timers.set(resolve, 3 * DELAY_MS);
  });
  // Which of two that are late fires first is nobody's promise.
  verdict.equal(fired.sort().join(), "the long one,the short one", "all but the cleared one fire");
}
