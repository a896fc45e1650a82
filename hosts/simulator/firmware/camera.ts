import type { ByteBuffer, DisposableBuffer } from "../../../modules/host/bytes.js";
import type { ImageIn, ImageInOptions } from "../../../modules/host/camera.js";
import { call, listen, type Reply, unlisten } from "./board.js";
import { disposable } from "./camera-frame.js";
import {
  checkedCallback,
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

interface Callbacks {
  readonly onReadable: ((byteLength: number) => void) | undefined;
  readonly onError: ((error?: Error) => void) | undefined;
}

/**
 * Image Input (ECMA-419, 10), synchronous IO, on the virtual board's camera: the class of
 * `embedded:io/image/in/camera`.
 *
 * Errors of the constructor: RangeError for an image type or size that the camera lacks; Error with
 * `code` "camera-in-use" or "camera-absent". A frame in format "buffer/disposable" is the caller's
 * until its `close`; two may be outstanding, then no more come.
 */
export default class Camera implements ImageIn {
  target: unknown;
  readonly #callbacks: Callbacks;
  readonly #width: number;
  readonly #height: number;
  readonly #configuration = middleOfAll();
  #format: Format;
  /** The listener's number, or undefined once closed. */
  #listener: number | undefined;
  readonly #session: unknown;

  constructor(options: ImageInOptions) {
    if (typeof options !== "object" || options === null) throw new TypeError("no options");
    const { imageType = "jpeg", width = WIDTH_DEFAULT_PX, height = HEIGHT_DEFAULT_PX } = options;
    if (imageType !== "jpeg") throw new RangeError("imageType: only jpeg is supported");
    this.#format = checkedFormat(options.format ?? "buffer");
    this.#callbacks = {
      onReadable: checkedCallback(options.onReadable, "onReadable"),
      onError: checkedCallback(options.onError, "onError"),
    };
    if ("target" in options) this.target = options.target;
    const size = { width: checkedSide(width, "width"), height: checkedSide(height, "height") };

    const listener = listen((event) => this.#deliver(event));
    try {
      const opened = call({ op: "camera.open", target: listener, imageType, ...size });
      this.#width = opened.width as number;
      this.#height = opened.height as number;
      this.#session = opened.session;
    } catch (error) {
      unlisten(listener);
      throw error;
    }
    this.#listener = listener;
  }

  get imageType(): "jpeg" {
    this.#requireOpen();
    return "jpeg";
  }

  /** Pixels; may be more than was asked for, as the sensor has few sizes. */
  get width(): number {
    this.#requireOpen();
    return this.#width;
  }

  get height(): number {
    this.#requireOpen();
    return this.#height;
  }

  get format(): Format {
    this.#requireOpen();
    return this.#format;
  }

  set format(format: Format) {
    this.#requireOpen();
    this.#format = checkedFormat(format);
  }

  /** The options of `configure`, each from 0 to 100. */
  get configuration(): Configuration {
    this.#requireOpen();
    return { ...this.#configuration };
  }

  start(): void {
    this.#requireOpen();
    call({ op: "camera.start" });
  }

  stop(options?: { flush?: boolean }): void {
    this.#requireOpen();
    call({ op: "camera.stop", flush: options?.flush === true });
  }

  /** Checks every option before it sets one; unknown options are ignored, as the standard says. */
  configure(options: Partial<Configuration>): void {
    this.#requireOpen();
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
    this.#requireOpen();
    const lend = this.#format === "buffer/disposable";
    if (!lend) checkedWanted(wanted);
    const { ready, payload } = call({ op: "camera.read", lend });
    if (ready !== true) return undefined;
    if (lend) return disposable(payload, this.#session);
    if (wanted === undefined) return payload;
    if (typeof wanted === "number") return payload.slice(0, wanted);
    return fill(wanted, payload);
  }

  close(): void {
    if (this.#listener === undefined) return;
    unlisten(this.#listener);
    this.#listener = undefined;
    call({ op: "camera.close" });
  }

  #requireOpen(): void {
    if (this.#listener === undefined) throw new Error("the camera is closed");
  }

  /** The board sends events only while nothing runs here, so never within a call of a method. */
  #deliver({ event, byteLength, code, message }: Reply): void {
    if (this.#listener === undefined) return;
    if (event === "readable") {
      this.#callbacks.onReadable?.call(this, byteLength as number);
    } else {
      const error = Object.assign(new Error(message as string), { code });
      this.#callbacks.onError?.call(this, error);
    }
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
