// Not preloaded: cold starts alone run it, and bytecode takes less flash than what it makes.
import type { Timers } from "../host/clock.js";
import type { Light, LightEntry } from "../host/light.js";

/** Milliseconds lit, dark, lit, dark and so on; it begins lit. */
export type BlinkPattern = readonly number[];

/** So many blinks, each lit and then dark for so long. */
export function blinks(count: number, litMs: number, darkMs: number): number[] {
  return Array.from({ length: 2 * count }, (_, step) => (step % 2 === 0 ? litMs : darkMs));
}

export function durationMsOf(pattern: BlinkPattern): number {
  return pattern.reduce((sum, stepMs) => sum + stepMs, 0);
}

/**
 * Plays a pattern and leaves the light dark. It takes as long as the pattern on a board without the
 * light, too, and where the light fails: nothing that a wake does may hang on a light.
 */
export async function play(
  timers: Timers,
  entry: LightEntry | undefined,
  pattern: BlinkPattern,
): Promise<void> {
  let light: Light | undefined;
  attempt(() => {
    light = entry && new entry.io({ ...entry });
  });
  for (const [step, stepMs] of pattern.entries()) {
    attempt(() => light?.write(step % 2 === 0 ? 1 : 0));
    await new Promise<void>((resolve) => timers.set(() => resolve(), stepMs));
  }
  attempt(() => light?.close());
}

function attempt(act: () => void): void {
  try {
    act();
  } catch {
    // Whoever looks sees that it does not shine; nobody else needs to know.
  }
}
