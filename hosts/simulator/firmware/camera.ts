import type { DisposableBuffer } from "../../../modules/host/bytes.js";
import type { ImageInOptions } from "../../../modules/host/camera.js";
import type {
  CameraDriver,
  CameraEvents,
  CameraSession,
  FrameSize,
} from "../../../native/camera/camera-driver.js";
import { disposable } from "../../../native/camera/camera-frame.js";
import { Camera } from "../../../native/camera/image-in.js";
import { call, callForFrame, listen, type Reply, unlisten } from "./board.js";

/** The class of `embedded:io/image/in/camera` on the virtual board's camera. */
export default class BoardCamera extends Camera {
  constructor(options: ImageInOptions) {
    super(driver, options);
  }
}

class BoardSession implements CameraSession {
  readonly size: FrameSize;
  readonly #events: CameraEvents;
  /** The listener's number, or undefined once closed. */
  #listener: number | undefined;
  /** By which the board knows where a frame came from. */
  readonly #session: unknown;
  exposure: number | undefined;

  constructor(size: FrameSize, events: CameraEvents, exposure: number) {
    this.#events = events;
    const listener = listen((event) => this.#deliver(event));
    try {
      const opened = call({
        op: "camera.open",
        target: listener,
        imageType: "jpeg",
        exposure,
        ...size,
      });
      this.size = { width: opened.width as number, height: opened.height as number };
      this.#session = opened.session;
    } catch (error) {
      unlisten(listener);
      throw error;
    }
    this.#listener = listener;
  }

  start(): void {
    call({ op: "camera.start" });
  }

  stop(flush: boolean): void {
    call({ op: "camera.stop", flush });
  }

  take(): ArrayBuffer | undefined {
    const { ready, payload } = call({ op: "camera.read", lend: false });
    return ready === true ? payload : undefined;
  }

  lend(): DisposableBuffer | undefined {
    const { ready, payload, exposure } = callForFrame({ op: "camera.read", lend: true });
    if (ready !== true) return undefined;
    this.exposure = exposure as number;
    return disposable(payload, () => call({ op: "camera.release", session: this.#session }));
  }

  close(): void {
    if (this.#listener === undefined) return;
    unlisten(this.#listener);
    this.#listener = undefined;
    call({ op: "camera.close" });
  }

  /** The board sends events only while nothing runs here, so never within a call of a method. */
  #deliver({ event, byteLength, code, message }: Reply): void {
    if (this.#listener === undefined) return;
    if (event === "readable") this.#events.readable(byteLength as number);
    else this.#events.failed(Object.assign(new Error(message as string), { code }));
  }
}

const driver: CameraDriver = Object.freeze({
  open: (size: FrameSize, events: CameraEvents, exposure: number) =>
    new BoardSession(size, events, exposure),
});
