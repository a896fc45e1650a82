import Timer from "timer";
import type { DisposableBuffer } from "../../../modules/host/bytes.js";
import type { ImageInOptions } from "../../../modules/host/camera.js";
import type {
  CameraDriver,
  CameraEvents,
  CameraSession,
  FrameSize,
} from "../../../native/camera/camera-driver.js";
import { disposable, lengthOf, plain } from "../../../native/camera/camera-frame.js";
import {
  CAMERA_HEIGHT_PX,
  CAMERA_WIDTH_PX,
  cameraError,
  espCamera,
} from "../../../native/camera/esp-camera.js";
import { Camera } from "../../../native/camera/image-in.js";

/** How often a started camera is asked for a frame: an eighth of a frame's time. */
const POLL_MS = 10;
/** After this long without a frame the sensor's supply is cycled, once; after it again, it fails. */
const SILENCE_MS_MAX = 1_500;
const LENT_FRAMES_MAX = 2;

/** The class of `embedded:io/image/in/camera` on the chip's camera port. */
export default class SensorCamera extends Camera {
  constructor(options: ImageInOptions) {
    super(driver, options);
  }
}

/** The driver's task fills its buffers; here they are only asked for, so that nothing ever blocks. */
class SensorSession implements CameraSession {
  readonly size: FrameSize = { width: CAMERA_WIDTH_PX, height: CAMERA_HEIGHT_PX };
  readonly #events: CameraEvents;
  #timer: ReturnType<typeof Timer.repeat> | undefined;
  #frame: ArrayBuffer | undefined;
  #lentFrames = 0;
  #silentMs = 0;
  #isCycled = false;

  constructor({ width, height }: FrameSize, events: CameraEvents, exposure: number) {
    if (width > CAMERA_WIDTH_PX || height > CAMERA_HEIGHT_PX) {
      throw Object.assign(new RangeError("more than 640 x 480"), { code: "camera-unsupported" });
    }
    this.#events = events;
    espCamera.open();
    // A sensor that will not begin there begins where it likes.
    if (exposure > 0) espCamera.setExposure(exposure);
  }

  get exposure(): number | undefined {
    return espCamera.getExposure();
  }

  start(): void {
    this.#silentMs = 0;
    this.#timer ??= Timer.repeat(() => this.#poll(), POLL_MS);
  }

  stop(flush: boolean): void {
    if (this.#timer !== undefined) Timer.clear(this.#timer);
    this.#timer = undefined;
    if (flush) this.#frame = undefined;
  }

  take(): ArrayBuffer | undefined {
    const frame = this.#frame;
    this.#frame = undefined;
    return frame && plain(frame);
  }

  lend(): DisposableBuffer | undefined {
    const frame = this.#frame;
    this.#frame = undefined;
    if (frame === undefined) return undefined;
    this.#lentFrames += 1;
    return disposable(frame, () => {
      this.#lentFrames -= 1;
    });
  }

  close(): void {
    this.stop(true);
    espCamera.close();
  }

  #poll(): void {
    if (this.#frame !== undefined || this.#lentFrames === LENT_FRAMES_MAX) return;
    try {
      this.#frame = espCamera.take();
      if (this.#frame === undefined) this.#wait();
    } catch (error) {
      this.stop(true);
      this.#events.failed(error as Error);
      return;
    }
    if (this.#frame === undefined) return;
    this.#silentMs = 0;
    this.#events.readable(lengthOf(this.#frame));
  }

  #wait(): void {
    this.#silentMs += POLL_MS;
    if (this.#silentMs < SILENCE_MS_MAX) return;
    if (this.#isCycled) throw cameraError("camera-timeout", "no frame, with the supply cycled");
    this.#isCycled = true;
    this.#silentMs = 0;
    espCamera.reopen();
  }
}

const driver: CameraDriver = Object.freeze({
  open: (size: FrameSize, events: CameraEvents, exposure: number) =>
    new SensorSession(size, events, exposure),
});
