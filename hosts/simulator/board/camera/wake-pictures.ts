import { Chance } from "./chance.js";
import { codeOf, exposureOf } from "./exposure-code.js";
import { type CameraFault, spoiled } from "./frame-fault.js";
import type { FrameSource, View } from "./frame-source.js";
import type { CameraTiming } from "./timing.js";

export interface WakePicturesOptions {
  readonly source: FrameSource;
  readonly fault: ((wake: number, index: number) => CameraFault | undefined) | undefined;
  readonly timing: CameraTiming;
  readonly seed: number | string;
  readonly isFlashLit: () => boolean;
}

/** One frame as the camera hands it out, with what the board knows of it. */
export interface Picture {
  readonly jpeg: Buffer;
  readonly index: number;
  readonly settled: boolean;
  readonly view: View;
  /** exposure-code.ts */
  readonly exposure: number;
}

/** What the camera sees, wake by wake: one view for each, however often it is looked at. */
export class WakePictures {
  readonly #options: WakePicturesOptions;
  #view: Promise<View> | undefined;
  /** Settles with the last view that was asked for, even where nobody waits for it any more. */
  #last: Promise<unknown> = Promise.resolve();
  /** All frames that are not settled are the same one, with the flash and without. */
  readonly #unsettled = new Map<boolean, Promise<Buffer>>();
  #settledFrames = 0;
  #begun = false;
  #wakes = 0;

  constructor(options: WakePicturesOptions) {
    this.#options = options;
  }

  /** The wake that has begun last, from 0. */
  get wake(): number {
    return this.#wakes - 1;
  }

  prepare(): void {
    if (this.#view !== undefined) return;
    // A wake that ended before its look has left its view on the way, and a source makes one after
    // the other: their order, too, is the seed's.
    this.#view = this.#last.then(() => this.#options.source.next());
    // Reported where the picture is waited for; until then a failure must not end the process.
    this.#last = this.#view.catch(() => undefined);
  }

  /** May be called again within a wake: a camera may be opened for each look. */
  beginWake(): void {
    this.prepare();
    if (!this.#begun) this.#wakes += 1;
    this.#begun = true;
  }

  /** A picture that was prepared and never looked at is kept for the next wake. */
  endWake(): void {
    if (!this.#begun) return;
    this.#begun = false;
    this.#view = undefined;
    this.#unsettled.clear();
    this.#settledFrames = 0;
  }

  faultOf(index: number): CameraFault | undefined {
    return this.#options.fault?.(this.wake, index);
  }

  /**
   * `index` counts the frames since the sensor had power, `resumed` is the exposure that it was told
   * to begin with; 0 where it was told none.
   */
  async expose(index: number, resumed: number): Promise<Picture> {
    if (this.#view === undefined) throw new Error("a frame is due and nothing is before the lens");
    const view = await this.#view;
    const settled = index >= this.#unsettledFrames(view, resumed);
    const flash = this.#options.isFlashLit();
    const exposure = settled ? { index: this.#settledFrames++, brightness: 1, flash } : undefined;
    const fault = this.faultOf(index);
    const chance = new Chance(this.#options.seed, "fault", this.wake, index);
    const jpeg = await (exposure === undefined
      ? this.#overexpose(view, flash)
      : view.expose(exposure));
    return {
      jpeg: fault === undefined ? jpeg : spoiled(jpeg, fault, chance),
      index,
      settled,
      view,
      exposure: codeOf(
        (view.exposure ?? 1) * (settled ? 1 : this.#options.timing.unsettledBrightness),
      ),
    };
  }

  #unsettledFrames({ exposure = 1 }: View, resumed: number): number {
    const { unsettledFrames, resumedFrames, resumedStops } = this.#options.timing;
    if (resumed === 0) return unsettledFrames;
    const stops = Math.abs(Math.log2(exposureOf(resumed) / exposure));
    return stops <= resumedStops ? resumedFrames : unsettledFrames;
  }

  #overexpose(view: View, flash: boolean): Promise<Buffer> {
    const brightness = this.#options.timing.unsettledBrightness;
    const kept = this.#unsettled.get(flash) ?? view.expose({ index: 0, brightness, flash });
    this.#unsettled.set(flash, kept);
    return kept;
  }
}
