import type { DisposableBuffer } from "./bytes.js";

/** Image Input (ECMA-419, 10): the part of the standard class that Nightjar uses. */
export interface ImageInOptions {
  readonly imageType?: "jpeg" | number;
  readonly width?: number;
  readonly height?: number;
  readonly format?: "buffer" | "buffer/disposable";
  /**
   * Not in the standard: what `exposure` was at an earlier frame, for the sensor's loops to begin
   * there. A host whose sensor cannot passes over it.
   */
  readonly exposure?: number;
  readonly target?: unknown;
  readonly onReadable?: (byteLength: number) => void;
  readonly onError?: (error?: Error) => void;
}

export interface ImageIn {
  readonly width: number;
  readonly height: number;
  readonly imageType: "jpeg" | number;
  /** Not in the standard: where exposure and gain stand; undefined where the host cannot tell. */
  readonly exposure?: number | undefined;
  start(): void;
  stop(options?: { flush?: boolean }): void;
  /** One frame, whose owner must `close` it, or undefined where none is ready. */
  read(): DisposableBuffer | undefined;
  close(): void;
}

/** The provider's entry for a camera: its class and the host's own options for it. */
export interface CameraEntry extends ImageInOptions {
  readonly io: new (options: ImageInOptions) => ImageIn;
}
