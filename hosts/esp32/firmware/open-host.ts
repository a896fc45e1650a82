import Time from "time";
import Timer from "timer";
import type { Clock, RandomSource, Timers } from "../../../modules/host/clock.js";
import type { Host } from "../../../modules/host/host.js";
import { boot } from "../../../native/boot/boot.js";
import { checksum } from "../../../native/checksum/checksum.js";
import { codec } from "../../../native/codec/codec.js";
import { detectorEngine } from "../../../native/detector/detector.js";
import { imageDecoder } from "../../../native/image/image.js";
import { signature } from "../../../native/signature/signature.js";
import { mapPartition } from "../../../native/storage/partition-driver.js";
import { openLights } from "./lights.js";
import { openNetwork } from "./network.js";
import { CLOCK_SET_SINCE_MS } from "./network-clock.js";
import { BoardPower } from "./power.js";
import device from "./provider.js";

/** The board as a host of the firmware. Called once per wake, by main.ts; opens nothing yet. */
export function openHost(): Host {
  const storage = boot.storage();
  if (storage !== "whole")
    report({ schema: "nightjar.boot/1", storage, count: boot.restoreCount() });
  const network = openNetwork({ clock, timers, random });
  return {
    name: "esp32",
    clock,
    timers,
    random,
    power: new BoardPower(network),
    camera: device.imageIn.camera,
    image: imageDecoder,
    detector: detectorEngine,
    checksum,
    signature,
    codec,
    flash: device.flash,
    keyValue: device.keyValue,
    network,
    lights: openLights(),
    mapPartition,
    report,
  };
}

/** The SDK's `trace` goes to the console of a release, and to the debugger of a debug build. */
function report(message: object): void {
  trace(`${JSON.stringify(message)}\n`);
}

const clock: Clock = Object.freeze({
  monotonicMs: () => Time.ticks,
  wallMs: () => Date.now(),
  isSet: () => Date.now() >= CLOCK_SET_SINCE_MS,
});

const timers: Timers = Object.freeze({
  set: (callback: () => void, delayMs: number) => Timer.set(callback, delayMs),
  clear: (id: object) => Timer.clear(id as ReturnType<typeof Timer.set>),
});

/** XS on a chip draws from the hardware's generator. */
const random: RandomSource = Object.freeze({ next: () => Math.random() });
