import type { ByteBuffer } from "../../../modules/host/bytes.js";
import type {
  Battery,
  MotionPin,
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

const motionPin: MotionPin = Object.freeze({
  isHigh: () => call({ op: "pin.read" }).high === true,
});

const cells: Battery = Object.freeze({
  millivolts: () => call({ op: "battery.read" }).millivolts as number,
});

export class SimulatedPower implements Power {
  readonly wakeCause: WakeCause;
  readonly memory = retainedMemory;
  readonly motionPin = motionPin;
  /** Where the board has a divider. */
  readonly battery: Battery | undefined;

  constructor(wakeCause: WakeCause, hasDivider = false) {
    this.wakeCause = wakeCause;
    this.battery = hasDivider ? cells : undefined;
  }

  sleep({ durationMs, wakeOnPin = false }: SleepOptions): never {
    call({ op: "sleep", durationMs, wakeOnPin });
    return leave();
  }
}

/** Ends the process: what follows a wake is a boot. */
function leave(this: void): never {
  return native("xs_power_leave").call(this) as never;
}
