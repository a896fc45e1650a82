/** How long the camera of the virtual board takes, and how it behaves before it has settled. */
export interface CameraTiming {
  /** From `camera.open` to its answer: power, probe, registers. */
  readonly openMs: number;
  /** From `camera.start` to the first frame. */
  readonly firstFrameMs: number;
  /** Between two frames while a buffer is free. */
  readonly framePeriodMs: number;
  /** Frames after power-up that are not settled yet, and by how much too bright they are. */
  readonly unsettledFrames: number;
  readonly unsettledBrightness: number;
  /** The same where the exposure began where it ends, to within so many stops. */
  readonly resumedFrames: number;
  readonly resumedStops: number;
  /** Frames that may wait or be with the firmware at once. */
  readonly frameBuffers: number;
}

/**
 * OV2640 on an AI-Thinker board: 20 MHz XCLK, VGA, JPEG, two buffers. Rows, with their sources:
 *
 * - openMs: esp32-camera waits 10 ms each for power-down low and high, before the probe, after the
 *   soft reset, after the frame size and twice after the pixel format (70 ms); some 350 register
 *   writes of three bytes at 100 kHz SCCB are another 95 ms. Counted in its sources; rounded up.
 * - framePeriodMs: the OV2640 datasheet promises SVGA, the mode that VGA is scaled from, at 30 fps
 *   with its clock doubled from 24 MHz; esp32-camera leaves the doubler off for JPEG, so 12.5 fps
 *   at 20 MHz. ESTIMATE until a board has measured it; boards are reported between 12.5 and 25.
 * - firstFrameMs: the driver waits for the next VSYNC, then for a whole frame: two periods at worst.
 * - unsettledFrames, unsettledBrightness: ESTIMATE. The datasheet's automatic exposure moves once a
 *   frame; the SDK's and the driver's examples throw the first frames away.
 * - resumedFrames, resumedStops: ESTIMATE. Gain and exposure stand, white balance does not, and the
 *   first frame after power-up is begun before the registers are set.
 * - frameBuffers: one in the firmware's hands, one being filled; with two the driver captures
 *   continuously (esp32-camera's README).
 */
export const OV2640_TIMING: CameraTiming = {
  openMs: 170,
  firstFrameMs: 160,
  framePeriodMs: 80,
  unsettledFrames: 2,
  unsettledBrightness: 1.7,
  resumedFrames: 1,
  resumedStops: 0.5,
  frameBuffers: 2,
};
