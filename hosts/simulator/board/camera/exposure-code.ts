/**
 * An exposure as the firmware sees it, a number that it keeps without knowing what it means: lines x
 * 256 + gain, as the sensor's registers have them.
 */
const LINES_AT_ONE = 32;
const LINES_MAX = 0xffff;
/** Where nobody knows the light, as before a photograph, it is always the same. */
const EXPOSURE_UNKNOWN = 1;
/** Gain's steps for each doubling. */
const GAIN_STEPS = 16;

export function codeOf(exposure = EXPOSURE_UNKNOWN): number {
  const lines = LINES_AT_ONE * exposure;
  const gain = lines > LINES_MAX ? GAIN_STEPS * Math.log2(lines / LINES_MAX) : 0;
  return Math.max(1, Math.round(Math.min(lines, LINES_MAX))) * 256 + Math.round(gain);
}

/** What a code that the firmware gives back stands for. */
export function exposureOf(code: number): number {
  return (Math.floor(code / 256) / LINES_AT_ONE) * 2 ** ((code % 256) / GAIN_STEPS);
}
