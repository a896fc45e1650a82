import type { DisposableBuffer } from "../../modules/host/bytes.js";

/** What a host must do for Image Input: options and arguments are checked before they get here. */
export interface CameraDriver {
  /**
   * Opens the camera, stopped. Throws an Error with `code` "camera-absent", "camera-in-use" or
   * "camera-failed", and RangeError for a size that the camera lacks. `events` are called from the
   * event loop alone, never from within a call, and not after `close`. `exposure` is what the
   * session's own was once, 0 for none.
   */
  open(size: FrameSize, events: CameraEvents, exposure: number): CameraSession;
}

export interface FrameSize {
  /** Pixels. */
  readonly width: number;
  readonly height: number;
}

export interface CameraEvents {
  /** A frame waits. */
  readable(byteLength: number): void;
  /** The camera has stopped; `error.code` is "camera-timeout" or "camera-failed". */
  failed(error: Error): void;
}

export interface CameraSession {
  /** May be more than was asked for, as a sensor has few sizes. */
  readonly size: FrameSize;
  /** Where exposure and gain stand, packed as the host likes; undefined where it cannot tell. */
  readonly exposure: number | undefined;
  start(): void;
  stop(flush: boolean): void;
  /** The oldest frame that waits, as bytes of the caller's own. */
  take(): ArrayBuffer | undefined;
  /** The same as a frame that is to be closed; two may be outstanding, then no more come. */
  lend(): DisposableBuffer | undefined;
  close(): void;
}
