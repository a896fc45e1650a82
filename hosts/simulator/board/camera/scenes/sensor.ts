import { type Chance, normalTable } from "../chance.js";

/**
 * The sensor. OV2640 datasheet: signal to noise 40 dB, dynamic range 50 dB; so at full scale the
 * noise is 0.01 of it, in the dark 0.0032. Both in linear light at gain 1.
 */
const SHOT_NOISE = 1e-4;
const READ_NOISE = 1e-5;
/** Its automatic exposure aims at this mean; linear, where 1 is white. */
const EXPOSURE_AIM = 0.2;
/** Longest exposure against the one at which noon daylight on white is white; ESTIMATE. */
const EXPOSURE_MAX = 40;
/** The driver's gain ceiling. */
const GAIN_MAX = 4;
/** Part of a colour cast that the automatic white balance takes away. */
const WHITE_BALANCE_PART = 0.75;
/** The automatic exposure leaves a picture alone while it is this near to its aim. */
const EXPOSURE_TOLERANCE = 0.06;

/** Linear light is looked up in this many steps. */
const TONE_STEPS = 1024;

/** What the sensor makes of linear light at one exposure: 8-bit values and their noise. */
interface ToneCurve {
  readonly exposure: number;
  readonly value: Float32Array;
  readonly noise: Float32Array;
}

/** `wanted` is the factor that would bring the picture to EXPOSURE_AIM; the dark stays dark. */
function toneCurve(wanted: number): ToneCurve {
  const exposure = Math.min(wanted, EXPOSURE_MAX * GAIN_MAX);
  const gain = Math.max(1, exposure / EXPOSURE_MAX);
  const value = new Float32Array(TONE_STEPS);
  const noise = new Float32Array(TONE_STEPS);
  for (let step = 0; step < TONE_STEPS; step++) {
    const linear = step / (TONE_STEPS - 1);
    const deviation = Math.sqrt(SHOT_NOISE * gain * linear + READ_NOISE * gain * gain);
    value[step] = tone(linear);
    noise[step] = Math.min(24, (tone(linear + deviation) - tone(linear - deviation)) / 2);
  }
  return { exposure, value, noise };
}

/** Linear light to 8 bits: the usual gamma with a toe. */
function tone(linear: number): number {
  const clipped = Math.max(0, Math.min(1.08, linear));
  return 255 * (1.055 * (clipped + 0.0006) ** (1 / 2.3) - 0.04);
}

/** Sampled for the automatic exposure: every 13th pixel, so that no column repeats. */
const METER_STRIDE = 13;

const GRAIN = normalTable();

interface Exposed {
  readonly pixels: Uint8Array;
  /** Where the automatic exposure stopped: a factor, gain and all. */
  readonly exposure: number;
}

/**
 * What the sensor makes of light: automatic exposure, which stops anywhere within its tolerance,
 * white balance, tone and noise. `scale` is how much smaller than VGA the picture is: a pixel then
 * stands for many, whose noise averages out.
 */
export function exposed(radiance: Float32Array, scale: number, chance: Chance): Exposed {
  const drift = 1 + chance.between(-EXPOSURE_TOLERANCE, EXPOSURE_TOLERANCE);
  const curve = toneCurve(meteredExposure(radiance) * drift);
  return { pixels: develop(radiance, curve, scale, chance), exposure: curve.exposure };
}

/** The factor that brings the clipped mean to EXPOSURE_AIM, found by halving in octaves. */
function meteredExposure(radiance: Float32Array): number {
  let low = -3;
  let high = 14;
  for (let round = 0; round < 12; round++) {
    const middle = (low + high) / 2;
    if (clippedMean(radiance, 2 ** middle) < EXPOSURE_AIM) low = middle;
    else high = middle;
  }
  return 2 ** low;
}

function clippedMean(radiance: Float32Array, factor: number): number {
  let sum = 0;
  let count = 0;
  for (let at = 1; at < radiance.length; at += 3 * METER_STRIDE, count++) {
    sum += Math.min(1, (radiance[at] as number) * factor);
  }
  return sum / count;
}

function develop(
  radiance: Float32Array,
  curve: ToneCurve,
  scale: number,
  chance: Chance,
): Uint8Array {
  const balance = whiteBalance(radiance, curve.exposure);
  const shown = new Uint8ClampedArray(radiance.length);
  const { value, noise } = curve;
  const last = TONE_STEPS - 1;
  for (let channel = 0; channel < 3; channel++) {
    const gain = (balance[channel] as number) * last;
    let grain = 0;
    for (let at = channel; at < radiance.length; at += 3) {
      if ((at & 0x3fc) === 0) grain = chance.word();
      const step = (radiance[at] as number) * gain;
      const index = step >= last ? last : step | 0;
      const speck = GRAIN[grain++ & (GRAIN.length - 1)] as number;
      shown[at] = (value[index] as number) + ((noise[index] as number) / scale) * speck;
    }
  }
  return new Uint8Array(shown.buffer);
}

/** Exposure for each channel: casts are taken away in part, as the sensor's gray world does. */
function whiteBalance(radiance: Float32Array, exposure: number): number[] {
  const sums = [0, 0, 0];
  for (let at = 0; at + 2 < radiance.length; at += 3 * METER_STRIDE) {
    for (let channel = 0; channel < 3; channel++) {
      const value = Math.min(1, (radiance[at + channel] as number) * exposure);
      sums[channel] = (sums[channel] as number) + value;
    }
  }
  const green = sums[1] as number;
  return sums.map((sum) => exposure * (green / Math.max(sum, green / 4)) ** WHITE_BALANCE_PART);
}
