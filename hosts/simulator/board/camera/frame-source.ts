/**
 * What stands before the lens. A source knows names and truth; the camera hands the firmware bytes
 * and nothing else, and tells the board what it handed out (`CameraPartOptions.onFrameServed`).
 */
export interface FrameSource {
  /** For the run report. */
  readonly name: string;
  /** Pictures that could not be used so far, each named once. */
  readonly skipped: readonly SkippedPicture[];
  /**
   * The next view; asked for once per wake, and never before the last one has come. Throws
   * `FrameSourceError` where none is left.
   */
  next(): Promise<View>;
}

/** One place at one moment: every frame of one wake shows the same view. */
export interface View {
  readonly name: string;
  /** True where a person is in the picture, undefined where nobody knows. */
  readonly label: boolean | undefined;
  /** Where the sensor's exposure settles before it, a factor; missing where nobody knows. */
  readonly exposure?: number | undefined;
  /** Baseline JPEG of FRAME_WIDTH_PX x FRAME_HEIGHT_PX; equal exposures give equal bytes. */
  expose(exposure: Exposure): Promise<Buffer>;
}

export interface Exposure {
  /** 0 for the first settled frame of the wake; each later one differs in gain, noise and place. */
  readonly index: number;
  /** 1 once the sensor's automatic exposure has settled, more while it has not. */
  readonly brightness: number;
  /** Whether the board's flash is lit; a photograph cannot show what that would change. */
  readonly flash?: boolean;
}

export type SkipReason =
  | "unreadable"
  | "empty"
  | "not-jpeg"
  | "wrong-extension"
  | "truncated"
  | "corrupt"
  | "cmyk"
  | "too-large";

export interface SkippedPicture {
  readonly name: string;
  readonly reason: SkipReason;
}

export type FrameSourceCode =
  | "camera-folder-missing"
  | "camera-folder-not-a-folder"
  | "camera-folder-unreadable"
  | "camera-no-picture";

/** The run cannot have pictures; the message says what to do about it. */
export class FrameSourceError extends Error {
  readonly code: FrameSourceCode;

  constructor(code: FrameSourceCode, message: string) {
    super(message);
    this.name = "FrameSourceError";
    this.code = code;
  }
}
