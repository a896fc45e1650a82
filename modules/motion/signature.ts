/** A picture in 16 x 16 cells of mean luma, rows from the top: what the motion gate compares. */
export const SIGNATURE_SIDE = 16;
export const SIGNATURE_BYTES = SIGNATURE_SIDE * SIGNATURE_SIDE;

const SIGNATURE_WORDS = SIGNATURE_BYTES / 4;

/** How far a cell may be from what the exposure makes of it: from -4 to 3 levels. */
export const CALM_LEVELS = 4;
/** Gain is counted in parts of 256; a greater change of exposure is never calm. */
export const GAIN_PARTS_MAX = 32;
/** Four cells in a row may be restless, which no person is: the edge of something bright. */
const RESTLESS_WORDS_MAX = 1;

/** Every other byte of a word, so that each has a lane of 16 bits to be reckoned with. */
const LANES = 0x00ff00ff;
/** In both lanes 1. */
const ONES = 0x00010001;
/** In both lanes 256, which keeps a borrow from the lane above, and the calm levels. */
const BIASED = (256 + CALM_LEVELS) * ONES;
const UNBIASED = 256 * ONES;
/** In both lanes every bit that a calm difference leaves at zero. */
const RESTLESS = 0x01ff01ff & ~((2 * CALM_LEVELS - 1) * ONES);

/**
 * Whether two signatures are the same but for a little noise and the camera's exposure, which never
 * settles twice at the same. This runs on every wake, so it takes four cells at a time, each pair in
 * the lanes of a word: a difference from -4 to 3, plus 256 and 4, is 256 plus a number of three
 * bits, and anything else sets or clears one of the bits above those.
 *
 * Both must start at a multiple of 4 in their buffers.
 */
export function isCalm(current: Uint8Array, reference: Uint8Array): boolean {
  const now = new Int32Array(current.buffer, current.byteOffset, SIGNATURE_WORDS);
  const before = new Int32Array(reference.buffer, reference.byteOffset, SIGNATURE_WORDS);
  const gain = gainParts(sumOf(now), sumOf(before));
  if (gain > GAIN_PARTS_MAX || gain < -GAIN_PARTS_MAX) return false;
  const darker = gain < 0;
  const parts = darker ? -gain : gain;
  let restlessWords = 0;
  for (let word = 0; word < SIGNATURE_WORDS; word++) {
    const a = now[word] as number;
    const b = before[word] as number;
    const even = b & LANES;
    const odd = (b >>> 8) & LANES;
    // A lane holds at most 255 x 32: none runs into the next.
    const evenGain = ((even * parts) >>> 8) & LANES;
    const oddGain = ((odd * parts) >>> 8) & LANES;
    const evenRest = (a & LANES) + BIASED - even;
    const oddRest = ((a >>> 8) & LANES) + BIASED - odd;
    const restless = darker
      ? ((evenRest + evenGain) ^ UNBIASED) | ((oddRest + oddGain) ^ UNBIASED)
      : ((evenRest - evenGain) ^ UNBIASED) | ((oddRest - oddGain) ^ UNBIASED);
    if ((restless & RESTLESS) !== 0) {
      restlessWords += 1;
      if (restlessWords > RESTLESS_WORDS_MAX) return false;
    }
  }
  return true;
}

/** Luma of all cells together; a lane's sum of 128 cells fits its 16 bits. */
function sumOf(words: Int32Array): number {
  let lanes = 0;
  for (let word = 0; word < SIGNATURE_WORDS; word++) {
    const cells = words[word] as number;
    lanes += (cells & LANES) + ((cells >>> 8) & LANES);
  }
  return (lanes & 0xffff) + (lanes >>> 16);
}

/** By how many parts of 256 one sum exceeds the other. */
function gainParts(sum: number, sumBefore: number): number {
  return sumBefore === 0 ? 0 : Math.round((256 * (sum - sumBefore)) / sumBefore);
}
