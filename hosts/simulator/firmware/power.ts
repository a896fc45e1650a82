import type { ByteBuffer } from "../../../modules/host/bytes.js";
import type {
  Power,
  RetainedMemory,
  SleepOptions,
  WakeCause,
} from "../../../modules/host/power.js";
import { call } from "./board.js";

const RETAINED_BYTES = 2048;

export const retainedMemory: RetainedMemory = Object.freeze({
  byteLength: RETAINED_BYTES,
  read(buffer: Uint8Array): void {
    const kept = new Uint8Array(call({ op: "rtc.read" }).payload);
    buffer.set(kept.subarray(0, buffer.byteLength));
  },
  write(buffer: ByteBuffer): void {
    call({ op: "rtc.write" }, buffer);
  },
});

export class SimulatedPower implements Power {
  readonly wakeCause: WakeCause;
  readonly memory = retainedMemory;

  constructor(wakeCause: WakeCause) {
    this.wakeCause = wakeCause;
  }

  sleep({ durationMs }: SleepOptions): never {
    call({ op: "sleep", durationMs });
    return leave();
  }
}

/** Ends the process: what follows a wake is a boot. */
function leave(this: void): never {
  return native("xs_power_leave").call(this) as never;
}
