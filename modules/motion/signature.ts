/** A picture in 16 x 16 cells of mean luma, rows from the top: what the motion gate compares. */
export const SIGNATURE_SIDE = 16;
export const SIGNATURE_BYTES = SIGNATURE_SIDE * SIGNATURE_SIDE;

const SIGNATURE_WORDS = SIGNATURE_BYTES / 4;

/** What a cell may differ by, in levels, and the picture still be calm: from -4 to 3. */
export const CALM_LEVELS = 4;

/** Every other byte of a word, so that each has a lane of 16 bits to be subtracted in. */
const LANES = 0x00ff00ff;
/** In both lanes 256, which keeps a borrow from the lane above, and the calm levels. */
const BIASED = 0x01000100 + CALM_LEVELS * 0x00010001;
const UNBIASED = 0x01000100;
/** In both lanes every bit that a calm difference leaves at zero. */
const RESTLESS = 0x01ff01ff & ~((2 * CALM_LEVELS - 1) * 0x00010001);

/**
 * Whether two signatures are the same but for a little noise. This runs on every wake, so it takes
 * four cells at a time: a difference from -4 to 3, plus 256 and 4, is 256 plus a number of three
 * bits, and anything else sets or clears one of the bits above those.
 *
 * Both must start at a multiple of 4 in their buffers.
 */
export function isCalm(current: Uint8Array, reference: Uint8Array): boolean {
  const now = new Int32Array(current.buffer, current.byteOffset, SIGNATURE_WORDS);
  const before = new Int32Array(reference.buffer, reference.byteOffset, SIGNATURE_WORDS);
  for (let word = 0; word < SIGNATURE_WORDS; word++) {
    const a = now[word] as number;
    const b = before[word] as number;
    const even = ((a & LANES) + BIASED - (b & LANES)) ^ UNBIASED;
    const odd = (((a >>> 8) & LANES) + BIASED - ((b >>> 8) & LANES)) ^ UNBIASED;
    if (((even | odd) & RESTLESS) !== 0) return false;
  }
  return true;
}
