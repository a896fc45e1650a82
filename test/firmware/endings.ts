import Timer from "timer";
import { call } from "../../hosts/simulator/firmware/board.js";
import { SimulatedPower } from "../../hosts/simulator/firmware/power.js";

/** Ways in which firmware can end a wake; each leaves a mark on what a later wake might see. */
export function endAs(ending: string): void {
  reportMarks();
  leaveMarks();
  const end = endings[ending as keyof typeof endings];
  if (!end) throw new Error(`no ending "${ending}"`);
  end();
}

const endings = Object.freeze({
  sleep: () => new SimulatedPower("timer").sleep({ durationMs: 5000 }),

  "sleep for ever": () =>
    new SimulatedPower("timer").sleep({ durationMs: Number.POSITIVE_INFINITY }),

  "throw at once": () => {
    throw new TypeError("thrown at once");
  },

  "throw what has no words": () => {
    throw {
      toString() {
        throw new Error("none");
      },
    };
  },

  "throw in a timer": () => {
    Timer.set(() => {
      throw new RangeError("thrown in a timer");
    }, 10);
  },

  "throw in a job": () => {
    Promise.resolve().then(() => {
      throw new RangeError("thrown in a job");
    });
  },

  "reject without a handler": () => {
    Promise.reject(new Error("nobody cares"));
  },

  "reject with a late handler": () => {
    const promise = Promise.reject(new Error("too late"));
    Timer.set(() => promise.catch(() => {}), 10);
  },

  "fill the heap": () => {
    const kept: ArrayBuffer[] = [];
    for (;;) kept.push(new ArrayBuffer(64 * 1024));
  },

  "recurse for ever": () => {
    const deeper = (depth: number): number => deeper(depth + 1) + 1;
    deeper(0);
  },

  "compute for ever": () => {
    for (let count = 0; ; ) count = (count + 1) % 7;
  },

  "wait for nothing": () => {},

  "wait too long": () => {
    Timer.set(() => {}, 86_400_000);
  },

  "ask for nonsense": () => {
    call({ op: "no.such" });
  },

  "import nothing": () => {
    import("no/such/module" as string);
  },
});

/** What a later wake must not find: on a global, on a shared object's prototype, in memory. */
function leaveMarks(): void {
  const marked = globalThis as { mark?: number };
  marked.mark = (marked.mark ?? 0) + 1;
  // In a linked image the prototypes are frozen already.
  Reflect.set(Array.prototype, "mark", 1);
}

function reportMarks(): void {
  const marks = {
    global: (globalThis as { mark?: number }).mark ?? 0,
    prototype: ([] as { mark?: number }).mark ?? 0,
  };
  call({ op: "report", report: marks });
}
