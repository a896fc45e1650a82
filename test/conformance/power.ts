import type { Power, WakeCause } from "../../modules/host/power.js";
import type { Assertions } from "./assertions.js";

const CAUSES: readonly WakeCause[] = ["power-on", "timer", "pin", "reset", "unknown"];
const RETAINED_BYTES = 2_048;

/** What any host's power must do, but for the sleep itself, after which nothing is left to judge. */
export default function conformance(t: Assertions, power: Power): void {
  const { memory, motionPin, battery } = power;
  t.ok(CAUSES.includes(power.wakeCause), "a cause that is known");
  t.equal(memory.byteLength, RETAINED_BYTES, "bytes that are retained");
  const kept = new Uint8Array(RETAINED_BYTES);
  memory.read(kept);
  const given = kept.map((byte) => byte ^ 0x5a);
  memory.write(given);
  const found = new Uint8Array(RETAINED_BYTES);
  memory.read(found);
  t.ok(
    found.every((byte, at) => byte === given[at]),
    "what was written is read",
  );
  memory.write(kept);
  t.throws(() => memory.write(new Uint8Array(RETAINED_BYTES + 1)), RangeError, "too much");
  for (const durationMs of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
    for (const wakeOnPin of [false, true]) {
      const endless = () => power.sleep({ durationMs, wakeOnPin });
      t.throws(endless, RangeError, `a sleep of ${durationMs}, pin ${wakeOnPin}`);
    }
  }
  t.equal(typeof (motionPin?.isHigh() ?? false), "boolean", "the motion pin's level");
  t.equal(typeof (battery?.millivolts() ?? 0), "number", "what the cells have");
}
