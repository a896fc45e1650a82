import type { DisposableBuffer } from "../../modules/host/bytes.js";
import type { CameraEntry, ImageIn, ImageInOptions } from "../../modules/host/camera.js";
import type { FakeTime } from "./fake-time.js";

/** What one opening of the camera gives. */
export interface CameraScript {
  /** The constructor throws an error with this code; null for an error without one. */
  readonly refuses?: string | null;
  /** After the frames, `onError` with this code; null for an error without one. */
  readonly fails?: string | null;
  /** `read` throws. */
  readonly readThrows?: boolean;
  /** Each frame comes after this time. */
  readonly frameMs?: number;
  readonly frames?: readonly Uint8Array[];
  /** Where the exposure stands at each frame that is read; missing: the camera does not tell. */
  readonly exposures?: readonly number[];
}

/** A camera that follows a script, and watches that it is used as the standard says. */
export class FakeCamera {
  readonly entry: CameraEntry;
  readonly openings: ImageInOptions[] = [];
  /** Cameras that are open, and buffers that nobody has closed. */
  open = 0;
  buffersOpen = 0;

  constructor(time: FakeTime, script: (opening: number) => CameraScript) {
    const fake = this;
    this.entry = {
      width: 320,
      io: class {
        constructor(options: ImageInOptions) {
          fake.openings.push(options);
          const opening = script(fake.openings.length - 1);
          if (opening.refuses !== undefined) throw coded(opening.refuses);
          fake.open += 1;
          // biome-ignore lint/correctness/noConstructorReturn: the class of the options is a shell
          return new ScriptedCamera(fake, time, options, opening);
        }
      } as unknown as CameraEntry["io"],
    };
  }
}

class ScriptedCamera implements ImageIn {
  readonly width = 640;
  readonly height = 480;
  readonly imageType = "jpeg";
  readonly #fake: FakeCamera;
  readonly #time: FakeTime;
  readonly #options: ImageInOptions;
  readonly #script: CameraScript;
  #framesRead = 0;
  readonly #ready: Uint8Array[] = [];
  #closed = false;

  constructor(fake: FakeCamera, time: FakeTime, options: ImageInOptions, script: CameraScript) {
    this.#fake = fake;
    this.#time = time;
    this.#options = options;
    this.#script = script;
  }

  start(): void {
    if (this.#closed) throw new Error("closed");
    const { frames = [], frameMs = 100, fails } = this.#script;
    frames.forEach((frame, index) => {
      this.#time.set(() => this.#arrive(frame), frameMs * (index + 1));
    });
    if (fails === undefined) return;
    const failMs = frameMs * (frames.length + 1);
    this.#time.set(() => {
      if (!this.#closed) this.#options.onError?.(coded(fails));
    }, failMs);
  }

  stop(): void {}

  get exposure(): number | undefined {
    return this.#script.exposures?.[this.#framesRead - 1];
  }

  read(): DisposableBuffer | undefined {
    if (this.#closed) throw new Error("closed");
    if (this.#script.readThrows) throw new Error("no such register");
    const frame = this.#ready.shift();
    if (frame === undefined) return undefined;
    this.#framesRead += 1;
    this.#fake.buffersOpen += 1;
    let open = true;
    const close = (): void => {
      if (!open) throw new Error("closed twice");
      open = false;
      this.#fake.buffersOpen -= 1;
    };
    return Object.assign(new Uint8Array(frame).buffer, { close });
  }

  close(): void {
    if (!this.#closed) this.#fake.open -= 1;
    this.#closed = true;
  }

  #arrive(frame: Uint8Array): void {
    if (this.#closed) return;
    this.#ready.push(frame);
    this.#options.onReadable?.(frame.byteLength);
  }
}

function coded(code: string | null): Error {
  return Object.assign(new Error("said the camera"), code === null ? {} : { code });
}
