/** The C of camera.h, one function each. */

/** `kCameraWidthPixelsMax` and `kCameraHeightPixelsMax` in camera.h. */
export const CAMERA_WIDTH_PX = 640;
export const CAMERA_HEIGHT_PX = 480;

/** In the order of `enum camera_status` in camera.h, from 1. */
const CAMERA_CODES = ["camera-absent", "camera-failed", "camera-in-use"] as const;

const LOST = -1;

function open(this: void, ...args: []): number {
  return native("xs_camera_open").call(this, ...args) as number;
}

function reopen(this: void, ...args: []): number {
  return native("xs_camera_reopen").call(this, ...args) as number;
}

function close(this: void, ...args: []): void {
  native("xs_camera_close").call(this, ...args);
}

function take(this: void, ...args: []): ArrayBuffer | number | undefined {
  return native("xs_camera_take").call(this, ...args) as ArrayBuffer | number | undefined;
}

function getExposure(this: void, ...args: []): number | undefined {
  return native("xs_camera_get_exposure").call(this, ...args) as number | undefined;
}

function setExposure(this: void, ...args: [packed: number]): boolean {
  return native("xs_camera_set_exposure").call(this, ...args) as boolean;
}

export function cameraError(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}

function accepted(status: number): void {
  if (status === 0) return;
  const code = CAMERA_CODES[status - 1] ?? "camera-failed";
  throw cameraError(code, `the sensor: ${code}`);
}

/** The sensor. Opening blocks for up to a second where nothing answers. */
export const espCamera = Object.freeze({
  /** Throws with a code of CAMERA_CODES; the supply was cycled once by then. */
  open: (): void => accepted(open()),
  /** Off and on again. Throws as `open` does. */
  reopen: (): void => accepted(reopen()),
  close: (): void => close(),
  /** The oldest frame that waits, copied into memory of its own: the driver's go with `close`. */
  take(): ArrayBuffer | undefined {
    const frame = take();
    if (frame === LOST) throw cameraError("camera-failed", "the driver lost a frame");
    return frame as ArrayBuffer | undefined;
  },
  /** Where exposure and gain stand, as a number to keep; undefined where the sensor is unknown. */
  getExposure: (): number | undefined => getExposure(),
  /** Lets the sensor's loops begin there. False where it did not take it. */
  setExposure: (packed: number): boolean => setExposure(packed),
});
