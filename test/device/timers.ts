import type { Host } from "../../modules/host/host.js";
import type { Judge } from "../conformance/judge.js";

const DELAY_MS = 50;
/** A busy chip is late; hardly this much. */
const LATE_MS_MAX = 2_000;

/** One-shot timers and the clock that never goes back. */
export async function judgeTimers(verdict: Judge, { timers, clock }: Host): Promise<void> {
  const beganMs = clock.monotonicMs();
  const fired: string[] = [];
  const later = (name: string, delayMs: number) => timers.set(() => fired.push(name), delayMs);
  later("second", 2 * DELAY_MS);
  later("first", DELAY_MS);
  timers.clear(later("cleared", DELAY_MS));
  verdict.equal(fired.length, 0, "nothing fires from within set");
  await new Promise<void>((resolve) => {
    timers.set(resolve, 3 * DELAY_MS);
  });
  const passedMs = clock.monotonicMs() - beganMs;
  verdict.equal(fired.join(), "first,second", "each fires in its turn, but for the one cleared");
  verdict.ok(passedMs >= 3 * DELAY_MS - 1, `no timer is early: ${passedMs} ms`);
  verdict.ok(passedMs <= 3 * DELAY_MS + LATE_MS_MAX, `no timer is very late: ${passedMs} ms`);
}
