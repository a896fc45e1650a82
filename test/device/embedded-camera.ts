import type { DisposableBuffer } from "../../modules/host/bytes.js";
import type { CameraEntry, ImageIn, ImageInOptions } from "../../modules/host/camera.js";
import type { TimerId, Timers } from "../../modules/host/clock.js";

const FRAME_INTERVAL_MS = 10;

/** A camera that shows one picture for ever, for a bench that has none. */
export function embeddedCamera(timers: Timers, jpeg: Uint8Array): CameraEntry {
  return {
    io: class implements ImageIn {
      readonly width = 640;
      readonly height = 480;
      readonly imageType = "jpeg";
      readonly #options: ImageInOptions;
      #timer: TimerId | undefined;

      constructor(options: ImageInOptions) {
        this.#options = options;
      }

      start(): void {
        this.#timer = timers.set(() => {
          this.start();
          this.#options.onReadable?.(jpeg.byteLength);
        }, FRAME_INTERVAL_MS);
      }

      stop(): void {
        if (this.#timer !== undefined) timers.clear(this.#timer);
        this.#timer = undefined;
      }

      read(): DisposableBuffer {
        return Object.assign(new Uint8Array(jpeg).buffer, { close() {} });
      }

      close(): void {
        this.stop();
      }
    },
  };
}
