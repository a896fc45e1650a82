import {
  CameraPart,
  type CameraPartOptions,
} from "../../hosts/simulator/board/camera/camera-part.js";
import type {
  Exposure,
  FrameSource,
  SkippedPicture,
  View,
} from "../../hosts/simulator/board/camera/frame-source.js";
import type { ServedFrame } from "../../hosts/simulator/board/camera/served-frame.js";
import type { BoardEvent } from "../../hosts/simulator/board/part.js";
import { FakeScheduler } from "./fake-scheduler.js";

/** A source whose frames are words: which view, which frame of it, how bright. */
export class ScriptedSource implements FrameSource {
  readonly name = "scripted";
  readonly skipped: readonly SkippedPicture[] = [];
  viewsTaken = 0;
  exposures = 0;
  /** Every frame, where it is set. */
  picture: Buffer | undefined;
  /** Thrown by `next` where it is set. */
  failure: Error | undefined;

  async next(): Promise<View> {
    if (this.failure !== undefined) throw this.failure;
    const name = `view ${this.viewsTaken++}`;
    return {
      name,
      label: this.viewsTaken % 2 === 0,
      expose: async ({ index, brightness }: Exposure) => {
        this.exposures += 1;
        if (this.picture !== undefined) return this.picture;
        return scriptedFrame(`${name}, frame ${index}, brightness ${brightness}`);
      },
    };
  }
}

/** A camera on its own, with what it told the board and the firmware. */
export class CameraRig {
  readonly source = new ScriptedSource();
  readonly served: ServedFrame[] = [];
  readonly failures: unknown[] = [];
  readonly events: { readonly event: BoardEvent; readonly atMs: number }[] = [];
  readonly scheduler: FakeScheduler;
  readonly part: CameraPart;

  constructor(options: Partial<CameraPartOptions> = {}) {
    this.scheduler = new FakeScheduler((event, atMs) => {
      this.events.push({ event, atMs });
      this.onEvent(event);
    });
    this.part = new CameraPart({
      source: this.source,
      scheduler: this.scheduler,
      onFrameServed: (frame) => this.served.push(frame),
      onSourceError: (error) => this.failures.push(error),
      ...options,
    });
  }

  /** Replaced by tests in which the firmware answers. */
  onEvent: (event: BoardEvent) => void = () => {};

  call(
    op: string,
    fields: object = {},
    target = 7,
  ): { body: Record<string, unknown>; text: string } {
    const given = op === "camera.open" ? { ...OPEN, target, ...fields } : fields;
    const operation = this.part.operations[op];
    if (operation === undefined) throw new Error(`no operation "${op}"`);
    const { body = {}, payload = new Uint8Array() } = operation({ ...given, op }, new Uint8Array());
    return { body, text: Buffer.from(payload).toString().replace(TAIL, "") };
  }

  /** Opens, runs for `durationMs`, and gives every frame that came, reading at once. */
  async look(durationMs: number): Promise<string[]> {
    const frames: string[] = [];
    this.onEvent = () => frames.push(this.call("camera.read", { lend: false }).text);
    this.call("camera.open");
    this.call("camera.start");
    await this.scheduler.run(this.scheduler.nowMs() + durationMs);
    this.call("camera.close");
    return frames;
  }

  /** The firmware's machine is gone, and with it all that was due. */
  endWake(): void {
    this.scheduler.cancelAll();
    this.part.reset();
  }
}

const FRAME_BYTES = 400;
const TAIL = /\.*end$/;

/** A frame that shows whether it is whole. */
export function scriptedFrame(words: string): Buffer {
  return Buffer.from(`${words.padEnd(FRAME_BYTES - 3, ".")}end`);
}

const OPEN = { width: 640, height: 480, imageType: "jpeg" };
