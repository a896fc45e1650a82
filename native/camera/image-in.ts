import type { ByteBuffer, DisposableBuffer } from "../../modules/host/bytes.js";
import type { ImageIn, ImageInOptions } from "../../modules/host/camera.js";
import type { CameraDriver, CameraEvents, CameraSession } from "./camera-driver.js";
import {
  checkedCallback,
  checkedExposure,
  checkedFormat,
  checkedLevel,
  checkedSide,
  checkedWanted,
  type Format,
} from "./camera-options.js";

const WIDTH_DEFAULT_PX = 640;
const HEIGHT_DEFAULT_PX = 480;

interface Configuration {
  brightness: number;
  contrast: number;
  saturation: number;
  sharpness: number;
  denoise: number;
  whiteBalance: number;
}

/**
 * Image Input (ECMA-419, 10), synchronous IO: one class for every host, over what the host's camera
 * can do. A host's `embedded:io/image/in/camera` derives from it with its own driver.
 *
 * Errors of the constructor: RangeError for an image type or size that the camera lacks; Error with
 * `code` "camera-in-use", "camera-absent" or "camera-failed". A frame in format "buffer/disposable"
 * is the caller's until its `close`; two may be outstanding, then no more come.
 */
export class Camera implements ImageIn {
  target: unknown;
  readonly #configuration = middleOfAll();
  #format: Format;
  /** Undefined once closed. */
  #session: CameraSession | undefined;

  constructor(driver: CameraDriver, options: ImageInOptions) {
    if (typeof options !== "object" || options === null) throw new TypeError("no options");
    const { imageType = "jpeg", width = WIDTH_DEFAULT_PX, height = HEIGHT_DEFAULT_PX } = options;
    if (imageType !== "jpeg") throw new RangeError("imageType: only jpeg is supported");
    this.#format = checkedFormat(options.format ?? "buffer");
    const events = this.#eventsFor(options);
    if ("target" in options) this.target = options.target;
    const size = { width: checkedSide(width, "width"), height: checkedSide(height, "height") };
    this.#session = driver.open(size, events, checkedExposure(options.exposure ?? 0));
  }

  get imageType(): "jpeg" {
    this.#opened();
    return "jpeg";
  }

  /** Pixels; may be more than was asked for, as the sensor has few sizes. */
  get width(): number {
    return this.#opened().size.width;
  }

  get height(): number {
    return this.#opened().size.height;
  }

  get exposure(): number | undefined {
    return this.#opened().exposure;
  }

  get format(): Format {
    this.#opened();
    return this.#format;
  }

  set format(format: Format) {
    this.#opened();
    this.#format = checkedFormat(format);
  }

  /** The options of `configure`, each from 0 to 100. */
  get configuration(): Configuration {
    this.#opened();
    return { ...this.#configuration };
  }

  start(): void {
    this.#opened().start();
  }

  stop(options?: { flush?: boolean }): void {
    this.#opened().stop(options?.flush === true);
  }

  /** Checks every option before it sets one; unknown options are ignored, as the standard says. */
  configure(options: Partial<Configuration>): void {
    this.#opened();
    if (typeof options !== "object" || options === null) throw new TypeError("no options");
    const names = Object.keys(this.#configuration) as (keyof Configuration)[];
    const wanted = names.filter((name) => options[name] !== undefined);
    for (const name of wanted) checkedLevel(options[name], name);
    for (const name of wanted) this.#configuration[name] = options[name] as number;
  }

  /**
   * The oldest frame that waits, or undefined. In format "buffer/disposable" it takes no argument;
   * in format "buffer" a byte count gives at most that much of the frame, and a buffer is filled
   * and the count returned. What of a frame was not asked for is gone.
   */
  read(): DisposableBuffer | undefined;
  read(byteLength: number): ArrayBuffer | undefined;
  read(buffer: ByteBuffer): number | undefined;
  read(wanted?: number | ByteBuffer): ArrayBuffer | number | undefined {
    const session = this.#opened();
    if (this.#format === "buffer/disposable") return session.lend();
    checkedWanted(wanted);
    const frame = session.take();
    if (frame === undefined || wanted === undefined) return frame;
    if (typeof wanted === "number") return frame.slice(0, wanted);
    return fill(wanted, frame);
  }

  close(): void {
    const session = this.#session;
    this.#session = undefined;
    session?.close();
  }

  #opened(): CameraSession {
    if (this.#session === undefined) throw new Error("the camera is closed");
    return this.#session;
  }

  #eventsFor(options: ImageInOptions): CameraEvents {
    const onReadable = checkedCallback(options.onReadable, "onReadable");
    const onError = checkedCallback(options.onError, "onError");
    return {
      readable: (byteLength) => onReadable?.call(this, byteLength),
      failed: (error) => onError?.call(this, error),
    };
  }
}

function fill(buffer: ByteBuffer, frame: ArrayBuffer): number {
  const to = ArrayBuffer.isView(buffer)
    ? new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength)
    : new Uint8Array(buffer);
  const from = new Uint8Array(frame, 0, Math.min(frame.byteLength, to.length));
  to.set(from);
  return from.length;
}

function middleOfAll(): Configuration {
  return {
    brightness: 50,
    contrast: 50,
    saturation: 50,
    sharpness: 50,
    denoise: 50,
    whiteBalance: 50,
  };
}
