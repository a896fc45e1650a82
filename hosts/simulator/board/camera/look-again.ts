import { type Chance, normalTable } from "./chance.js";
import { FRAME_CHANNELS, type Raster } from "./raster.js";

/** How far two frames of one still view may differ. Gain: the sensor accepts what is close. */
const GAIN_PART_MAX = 0.12;
const SHIFT_PX_MAX = 5;
/** In 8-bit steps, after the camera's own noise reduction. */
const NOISE_STEPS_MIN = 1.5;
const NOISE_STEPS_MAX = 4;

const NORMAL = normalTable();

/** The same picture as another frame would show it: other gain, other noise, moved a little. */
export function lookedAtAgain(raster: Raster, seed: Chance): Raster {
  const { pixels, widthPx, heightPx } = raster;
  const gain = 1 + seed.between(-GAIN_PART_MAX, GAIN_PART_MAX);
  const steps = seed.between(NOISE_STEPS_MIN, NOISE_STEPS_MAX);
  const shiftX = seed.whole(-SHIFT_PX_MAX, SHIFT_PX_MAX);
  const shiftY = seed.whole(-SHIFT_PX_MAX, SHIFT_PX_MAX);
  const shown = new Uint8ClampedArray(pixels.length);
  for (let y = 0; y < heightPx; y++) {
    const row = clamp(y + shiftY, heightPx) * widthPx;
    let noise = seed.word();
    for (let x = 0; x < widthPx; x++) {
      const from = (row + clamp(x + shiftX, widthPx)) * FRAME_CHANNELS;
      const to = (y * widthPx + x) * FRAME_CHANNELS;
      for (let channel = 0; channel < FRAME_CHANNELS; channel++) {
        const grain = NORMAL[noise++ & (NORMAL.length - 1)] as number;
        shown[to + channel] = (pixels[from + channel] as number) * gain + grain * steps;
      }
    }
  }
  return { pixels: new Uint8Array(shown.buffer), widthPx, heightPx };
}

function clamp(value: number, length: number): number {
  return value < 0 ? 0 : value >= length ? length - 1 : value;
}
