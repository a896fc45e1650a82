import {
  type Answer,
  type BoardEvent,
  type CallRequest,
  type Operation,
  OperationError,
  type Part,
  type Scheduler,
} from "../part.js";
import { checkedTarget, newSession, type Session } from "./camera-session.js";
import type { CameraFault } from "./frame-fault.js";
import type { FrameSource } from "./frame-source.js";
import { FRAME_HEIGHT_PX, FRAME_WIDTH_PX } from "./raster.js";
import { type ServedFrame, servedFrame } from "./served-frame.js";
import { type CameraTiming, OV2640_TIMING } from "./timing.js";
import { type Picture, WakePictures } from "./wake-pictures.js";

export interface CameraPartOptions {
  readonly source: FrameSource;
  readonly scheduler: Scheduler;
  /** Told of each frame that the firmware has read: truth stays on this side of the link. */
  readonly onFrameServed?: (frame: ServedFrame) => void;
  /** The source has failed and the run cannot go on: a failure of this machine, not of the board. */
  readonly onSourceError?: (error: unknown) => void;
  /** What is wrong with frame `index` of wake `wake`; `absent` and `silent` count for the wake. */
  readonly fault?: (wake: number, index: number) => CameraFault | undefined;
  readonly timing?: CameraTiming;
  readonly seed?: number | string;
  /** Told when the camera is given power, and when it loses it. */
  readonly onPower?: (on: boolean) => void;
  /** Whether the board's flash shines on what is before the lens. */
  readonly isFlashLit?: () => boolean;
}

/** The virtual camera. A frame is drawn while virtual time stands still, and only when it is due. */
export class CameraPart implements Part {
  readonly operations: Readonly<Record<string, Operation>> = {
    "camera.open": (request) => this.#open(request),
    "camera.start": () => this.#start(),
    "camera.stop": (request) => this.#stop(request),
    "camera.read": (request) => this.#read(request),
    "camera.release": (request) => this.#release(request),
    "camera.close": () => this.#close(),
  };

  readonly #options: CameraPartOptions;
  readonly #timing: CameraTiming;
  readonly #pictures: WakePictures;
  #session: Session | undefined;
  #sessions = 0;

  constructor(options: CameraPartOptions) {
    const { source, fault, timing = OV2640_TIMING, seed = 0 } = options;
    const { isFlashLit = () => false } = options;
    this.#options = options;
    this.#timing = timing;
    this.#pictures = new WakePictures({ source, fault, timing, seed, isFlashLit });
  }

  /**
   * Begins to read the picture of the coming wake. May be called while the firmware's process is
   * being started, so that both happen at once; what comes out is the same without it.
   */
  prepareWake(): void {
    this.#pictures.prepare();
  }

  reset(): void {
    this.#drop();
    this.#pictures.endWake();
  }

  close(): void {
    this.reset();
  }

  #drop(): void {
    if (this.#session !== undefined) this.#options.onPower?.(false);
    this.#session?.cancel?.();
    this.#session = undefined;
  }

  #open(request: CallRequest): Answer {
    if (this.#session !== undefined) {
      throw new OperationError("camera-in-use", "the camera is in use");
    }
    const target = checkedTarget(request);
    this.#pictures.beginWake();
    if (this.#pictures.faultOf(0) === "absent") {
      throw new OperationError("camera-absent", "no sensor answers");
    }
    this.#options.onPower?.(true);
    this.#session = newSession(++this.#sessions, target, Number(request.exposure ?? 0));
    return {
      body: {
        session: this.#session.number,
        width: FRAME_WIDTH_PX,
        height: FRAME_HEIGHT_PX,
        imageType: "jpeg",
      },
      durationMs: this.#timing.openMs,
    };
  }

  #start(): Answer {
    const session = this.#current();
    if (session.running) return {};
    session.running = true;
    this.#capture(session, this.#timing.firstFrameMs);
    return {};
  }

  #stop({ flush }: CallRequest): Answer {
    const session = this.#current();
    session.running = false;
    session.filling = undefined;
    session.cancel?.();
    session.cancel = undefined;
    if (flush === true) session.waiting.length = 0;
    return {};
  }

  #read({ lend }: CallRequest): Answer {
    const session = this.#current();
    const frame = session.waiting.shift();
    if (frame === undefined) return { body: { ready: false } };
    if (lend === true) session.lent += 1;
    else this.#capture(session, this.#timing.framePeriodMs);
    this.#options.onFrameServed?.(servedFrame(frame, this.#pictures.wake));
    return { body: { ready: true, exposure: frame.exposure }, payload: frame.jpeg };
  }

  /** A frame may outlive the session that it came from. */
  #release({ session: number }: CallRequest): Answer {
    const session = this.#session;
    if (session === undefined || session.number !== number || session.lent === 0) return {};
    session.lent -= 1;
    this.#capture(session, this.#timing.framePeriodMs);
    return {};
  }

  #close(): Answer {
    this.#drop();
    return {};
  }

  #current(): Session {
    if (this.#session !== undefined) return this.#session;
    throw new OperationError("camera-closed", "the camera is not open");
  }

  /** Fills a buffer that is free, if the camera runs and is not filling one already. */
  #capture(session: Session, delayMs: number): void {
    const taken = session.waiting.length + session.lent;
    if (!session.running || session.filling !== undefined || taken >= this.#timing.frameBuffers)
      return;
    if (this.#pictures.faultOf(session.captured) === "silent") return;
    const filling = {};
    session.filling = filling;
    session.cancel = this.#options.scheduler.after(delayMs, () => {
      this.#draw(session, filling);
      return undefined;
    });
  }

  /** Time stands still until the frame is there, so that a slow machine gives the same log. */
  #draw(session: Session, filling: object): void {
    const hold = this.#options.scheduler.hold("camera.frame");
    this.#pictures
      .expose(session.captured++, session.resumed)
      .then((frame) => {
        if (this.#session !== session || session.filling !== filling) return;
        session.cancel = this.#options.scheduler.after(0, () => this.#ready(session, frame));
      })
      .catch((error) => this.#fail(session, error))
      .finally(() => hold.release());
  }

  #ready(session: Session, frame: Picture): BoardEvent {
    session.filling = undefined;
    session.waiting.push(frame);
    this.#capture(session, this.#timing.framePeriodMs);
    return {
      target: session.target,
      body: { event: "readable", byteLength: frame.jpeg.length },
    };
  }

  #fail(session: Session, error: unknown): void {
    this.#options.onSourceError?.(error);
    if (this.#session !== session) return;
    this.#options.scheduler.after(0, () => ({
      target: session.target,
      body: { event: "error", code: "camera-failed", message: "the camera has stopped" },
    }));
  }
}
