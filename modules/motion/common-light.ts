import { SIGNATURE_BYTES } from "./signature.js";

/** Factors are taken for equal within this, in logarithms, where noise does not blur them more. */
const COMMON_TOLERANCE = 0.05;
const FACTOR_STEP = COMMON_TOLERANCE / 2;
/** Logarithms are counted from minus to plus this; from black to white it is 3.5. */
const FACTOR_MAX = 4;
const FACTOR_STEPS = (2 * FACTOR_MAX) / FACTOR_STEP;

/** Cell by cell. */
export interface Factors {
  /** Logarithm of the ratio between the two lumas. */
  readonly ratios: Float32Array;
  /** What noise may change a ratio by. */
  readonly noises: Float32Array;
  /** 1 where a cell is clipped in either picture. */
  readonly clipped: Uint8Array;
}

/**
 * The largest share of cells whose light has changed by one common factor, noise allowed for.
 *
 * Around a person the picture keeps such a factor: the camera's gain. A lamp gives each cell
 * another one, and windows, sky and the lamp itself a third, which no fit of smooth light explains.
 * Clipped cells, whose factor is anything, are not asked.
 */
export function commonShare({ ratios, noises, clipped }: Factors): number {
  // Each cell covers the factors around its own: counted where a cover begins and where it ends.
  const covers = new Int16Array(FACTOR_STEPS + 2);
  let asked = 0;
  for (let cell = 0; cell < SIGNATURE_BYTES; cell++) {
    if (clipped[cell] === 1) continue;
    asked += 1;
    const ratio = ratios[cell] as number;
    const noise = noises[cell] as number;
    const reach = noise > COMMON_TOLERANCE ? noise : COMMON_TOLERANCE;
    const first = factorStep(ratio - reach);
    const after = factorStep(ratio + reach) + 1;
    covers[first] = (covers[first] as number) + 1;
    covers[after] = (covers[after] as number) - 1;
  }
  let count = 0;
  let most = 0;
  for (let step = 0; step <= FACTOR_STEPS; step++) {
    count += covers[step] as number;
    if (count > most) most = count;
  }
  return asked === 0 ? 1 : most / asked;
}

function factorStep(ratio: number): number {
  const step = ((ratio + FACTOR_MAX) / FACTOR_STEP) | 0;
  return step < 0 ? 0 : step > FACTOR_STEPS ? FACTOR_STEPS : step;
}
