import Time from "time";
import Timer from "timer";
import type { ByteBuffer } from "../../../modules/host/bytes.js";
import type { Clock, RandomSource, Timers } from "../../../modules/host/clock.js";
import type { Host } from "../../../modules/host/host.js";
import type { WakeCause } from "../../../modules/host/power.js";
import { checksum } from "../../../native/checksum/checksum.js";
import { codec } from "../../../native/codec/codec.js";
import { detectorEngine } from "../../../native/detector/detector.js";
import { signature } from "../../../native/signature/signature.js";
import { call } from "./board.js";
import { SimulatedPower } from "./power.js";
import device from "./provider.js";
import { timedDecoder, timedEngine } from "./timed-work.js";

/** The virtual board as a host of the firmware. Called once per wake, by main.ts. */
export function openHost(): Host {
  const boot = call({ op: "boot", detector: detectorEngine.name });
  return {
    name: "simulator",
    clock: new SimulatedClock(boot.clockSet === true),
    timers,
    random: new Xorshift(boot.seed as number),
    power: new SimulatedPower(boot.cause as WakeCause, boot.divider === true),
    camera: device.imageIn.camera,
    lights: device.lights,
    image: timedDecoder,
    detector: timedEngine,
    checksum,
    signature,
    codec,
    flash: device.flash,
    keyValue: device.keyValue,
    network: device.network,
    mapPartition,
    report: (message) => {
      call({ op: "report", report: message });
    },
  };
}

const timers: Timers = Object.freeze({
  set: (callback: () => void, delayMs: number) => Timer.set(callback, delayMs),
  clear: (id: object) => Timer.clear(id),
});

class SimulatedClock implements Clock {
  readonly #isSet: boolean;

  constructor(isSet: boolean) {
    this.#isSet = isSet;
  }

  monotonicMs(): number {
    return Time.monotonicMs;
  }

  /** The board's, which Date follows only where the engine is built for it. */
  wallMs(): number {
    return native("xs_time_wall").call(this) as number;
  }

  isSet(): boolean {
    return this.#isSet;
  }
}

/** Marsaglia's xorshift32: enough for look-again jitter and audits, and the same on every engine. */
class Xorshift implements RandomSource {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0 || 1;
  }

  next(): number {
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    return (this.#state >>> 0) / 2 ** 32;
  }
}

function mapPartition(path: string): ByteBuffer {
  const { address, size } = call({ op: "flash.open", path });
  return mapFlash(address as number, size as number);
}

/** The chip's file, mapped read-only into the process: no copy, as on the board. */
function mapFlash(this: void, address: number, byteLength: number): ByteBuffer {
  return native("xs_partition_map").call(this, address, byteLength) as ByteBuffer;
}
