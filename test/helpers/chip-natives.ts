import { registerEmbeddedModules } from "./embedded-modules.js";
import { FakeTime } from "./fake-time.js";
import { openLoopLink } from "./loop-link.js";

registerEmbeddedModules({
  time: "time",
  timer: "timer",
  "hosts/simulator/firmware/board": "board",
});

/** A class of C objects, as far as a module that only declares one can tell. */
Object.assign(globalThis, { Native: () => class {} });

type Natives = Readonly<Record<string, (...args: never[]) => unknown>>;

/**
 * Lets the firmware of a chip run in Node: its C functions are `natives`, its timers virtual. A
 * module under test is imported after this one, since it may ask for "timer" or "time".
 */
export class ChipNatives {
  readonly time = new FakeTime();
  readonly #close: () => void;

  constructor(natives: Natives) {
    const repeat = (callback: () => void, intervalMs: number): { id: object } => {
      const timer = { id: {} };
      const again = () => {
        timer.id = this.time.set(again, intervalMs);
        callback();
      };
      timer.id = this.time.set(again, intervalMs);
      return timer;
    };
    const timers = {
      xs_timer_repeat: repeat,
      xs_timer_clear: (timer: { id: object }) => this.time.clear(timer.id),
    };
    this.#close = openLoopLink({ parts: [], natives: { ...timers, ...natives } }).close;
  }

  /** Lets so much time pass, with every timer that falls into it. */
  pass(durationMs: number): void {
    let isOver = false;
    const end = () => {
      isOver = true;
    };
    this.time.set(end, durationMs);
    while (!isOver) this.time.runNext();
  }

  close(): void {
    this.#close();
  }
}
