import type { DisposableBuffer } from "../host/bytes.js";
import type { CameraEntry, ImageIn } from "../host/camera.js";
import type { Clock, TimerId, Timers } from "../host/clock.js";
import type { Outcome } from "../host/outcome.js";

/** VGA: what the camera is asked for. */
export const FRAME_WIDTH = 640;
export const FRAME_HEIGHT = 480;
/** A larger picture is refused: it would neither fit the buffers nor the upload's budget. */
export const FRAME_BYTES_MAX = 24 * 1024;

/** Of the sensor's gain code that an exposure which stands still may differ by. */
const GAIN_STEPS = 8;

export type LookCode = "camera-absent" | "camera-timeout" | "camera-failed" | "frame-too-large";

/** One JPEG. Its bytes outlive the camera that took them, until `close`, which may be repeated. */
export interface Frame {
  readonly jpeg: ArrayBuffer;
  /** As the camera says, in pixels; the decoder reads the picture's own. */
  readonly width: number;
  readonly height: number;
  readonly capturedAtMs: number;
  /** For the next look at this light to begin with; 0 where the host cannot tell. */
  readonly exposure: number;
  close(): void;
}

export interface LookHost {
  readonly camera: CameraEntry;
  readonly clock: Clock;
  readonly timers: Timers;
}

export interface LookOptions {
  /** The first frames after power-up are over-exposed. */
  readonly discardFrames: number;
  /** The same where the exposure begins where it was and stays there. */
  readonly discardResumedFrames: number;
  /** For the whole look. */
  readonly timeoutMs: number;
  /** In pixels, as the camera knows them; VGA where they are missing. */
  readonly width?: number;
  readonly height?: number;
}

/**
 * Takes one picture: powers the camera up, lets its first frames go, reads one and powers it down
 * again, whatever happens. Never throws; the frame is the caller's to close. `exposure` is that of
 * an earlier frame, 0 for none.
 */
export function look(
  host: LookHost,
  options: LookOptions,
  exposure = 0,
): Promise<Outcome<Frame, LookCode>> {
  return new Promise((resolve) => new Look(host, options, exposure, resolve));
}

class Look {
  readonly #host: LookHost;
  readonly #resolve: (outcome: Outcome<Frame, LookCode>) => void;
  #camera: ImageIn | undefined;
  #timer: TimerId | undefined;
  #discardsLeft: number;
  /** More, should the light turn out to be another than it was. */
  #discardsMore: number;
  readonly #exposure: number;
  #done = false;

  constructor(
    host: LookHost,
    options: LookOptions,
    exposure: number,
    resolve: (outcome: Outcome<Frame, LookCode>) => void,
  ) {
    this.#host = host;
    this.#resolve = resolve;
    const { discardFrames, discardResumedFrames } = options;
    const isResumed = exposure > 0 && discardResumedFrames < discardFrames;
    this.#exposure = exposure;
    this.#discardsLeft = isResumed ? discardResumedFrames : discardFrames;
    this.#discardsMore = isResumed ? discardFrames - discardResumedFrames : 0;
    this.#timer = host.timers.set(() => this.#fail("camera-timeout"), options.timeoutMs);
    try {
      this.#open(options);
    } catch (error) {
      this.#fail(codeOf(error, this.#camera === undefined ? "camera-absent" : "camera-failed"));
    }
  }

  #open({ width = FRAME_WIDTH, height = FRAME_HEIGHT }: LookOptions): void {
    const { camera } = this.#host;
    this.#camera = new camera.io({
      ...camera,
      imageType: "jpeg",
      width,
      height,
      format: "buffer/disposable",
      exposure: this.#exposure,
      onReadable: () => this.#onReadable(),
      onError: (error) => this.#fail(codeOf(error, "camera-failed")),
    });
    this.#camera.start();
  }

  /** Once for each frame, so that nobody is asked in vain whether there is another. */
  #onReadable(): void {
    if (this.#done) return;
    try {
      const buffer = this.#camera?.read();
      if (buffer === undefined) return;
      if (this.#discardsLeft > 0) {
        this.#discardsLeft -= 1;
        buffer.close();
      } else if (this.#discardsMore > 0 && !this.#isAsItWas()) {
        this.#discardsLeft = this.#discardsMore - 1;
        this.#discardsMore = 0;
        buffer.close();
      } else {
        this.#take(buffer);
      }
    } catch (error) {
      this.#fail(codeOf(error, "camera-failed"));
    }
  }

  /** The loops have moved no further than noise moves them. */
  #isAsItWas(): boolean {
    const exposure = this.#camera?.exposure;
    return exposure === undefined || isNear(exposure, this.#exposure);
  }

  #take(buffer: DisposableBuffer): void {
    if (buffer.byteLength > FRAME_BYTES_MAX) {
      const detail = `${buffer.byteLength} bytes, at most ${FRAME_BYTES_MAX}`;
      buffer.close();
      this.#settle({ ok: false, code: "frame-too-large", detail });
      return;
    }
    const { width, height, exposure = 0 } = this.#camera as ImageIn;
    let open = true;
    const close = (): void => {
      if (open) buffer.close();
      open = false;
    };
    const capturedAtMs = this.#host.clock.wallMs();
    this.#settle({
      ok: true,
      value: { jpeg: buffer, width, height, capturedAtMs, exposure, close },
    });
  }

  #fail(code: LookCode): void {
    this.#settle({ ok: false, code });
  }

  #settle(outcome: Outcome<Frame, LookCode>): void {
    if (this.#done) return;
    this.#done = true;
    if (this.#timer !== undefined) this.#host.timers.clear(this.#timer);
    try {
      this.#camera?.close();
    } catch {
      // The look has its outcome; a camera that will not close meets the next look, or sleep.
    }
    this.#resolve(outcome);
  }
}

const CAMERA_CODES: readonly string[] = ["camera-absent", "camera-timeout", "camera-failed"];

function codeOf(error: unknown, otherwise: LookCode): LookCode {
  const code = (error as { code?: unknown } | undefined)?.code;
  return CAMERA_CODES.includes(code as string) ? (code as LookCode) : otherwise;
}

/** Two exposures, lines x 256 + gain, within a third of a stop and a step or two of gain. */
function isNear(one: number, other: number): boolean {
  const [lines, otherLines] = [one >>> 8, other >>> 8];
  const isAsLong = lines * 4 <= otherLines * 5 && otherLines * 4 <= lines * 5;
  return isAsLong && Math.abs((one & 0xff) - (other & 0xff)) <= GAIN_STEPS;
}
