/** A picture in 16 x 16 cells of mean luma, rows from the top: what the motion gate compares. */
export const SIGNATURE_SIDE = 16;
export const SIGNATURE_BYTES = SIGNATURE_SIDE * SIGNATURE_SIDE;

const SIGNATURE_WORDS = SIGNATURE_BYTES / 4;

/** How far a pair of cells may be from what the exposure makes of it: from -8 to 7 levels. */
export const CALM_PAIR_LEVELS = 8;
/** Gain is counted in parts of 256; a greater change of exposure is never calm. */
export const GAIN_PARTS_MAX = 32;
/** Every ninth word is asked for exposure and brightness: four cells in every other row, each further right. */
const SAMPLE_STRIDE_WORDS = 9;
const SAMPLE_CELLS = 4 * Math.ceil(SIGNATURE_WORDS / SAMPLE_STRIDE_WORDS);
/** What is on the whole not a quarter brighter than the dark may be dark: its cells are looked at. */
const DIM_CELLS = 1.25 * SAMPLE_CELLS;

/** Every other byte of a word, so that each has a lane of 16 bits to be reckoned with. */
const LANES = 0x00ff00ff;
/** In both lanes 1. */
const ONES = 0x00010001;
/** In both lanes 1,024, which keeps a borrow from the lane above, and the calm levels. */
const BIASED = (1_024 + CALM_PAIR_LEVELS) * ONES;
const UNBIASED = 1_024 * ONES;
/** In both lanes every bit that a calm difference leaves at zero. */
const RESTLESS = 0x0fff0fff & ~((2 * CALM_PAIR_LEVELS - 1) * ONES);

/** Cells that must show something: a lamp far away lights fewer, somebody under it more. */
export const LIT_CELLS_MIN = 12;

/** Whether hardly a cell is as bright as `darkLuma`: there is nothing to be told from it. */
export function isDark(signature: Uint8Array, darkLuma: number): boolean {
  let litCells = 0;
  for (let cell = 0; cell < SIGNATURE_BYTES; cell++) {
    if ((signature[cell] as number) < darkLuma) continue;
    litCells += 1;
    if (litCells === LIT_CELLS_MIN) return false;
  }
  return true;
}

/** Mean luma, by an eighth of all cells. The signature must start at a multiple of 4. */
export function lumaOf(signature: Uint8Array): number {
  const words = new Int32Array(signature.buffer, signature.byteOffset, SIGNATURE_WORDS);
  return sampleOf(words) / SAMPLE_CELLS;
}

/**
 * Whether two signatures are the same but for a little noise and the camera's exposure, which never
 * settles twice at the same. This runs on every wake, so it takes four cells at a time, as two sums
 * of neighbours in the lanes of a word: a difference from -8 to 7, plus 1,024 and 8, is 1,024 plus a
 * number of four bits, and anything else sets or clears one of the bits above those.
 *
 * Where what is dark begins at `darkLuma`, nothing near it is called calm, so that dusk cannot lead
 * the reference into the dark step by step. Both must start at a multiple of 4 in their buffers.
 */
export function isCalm(current: Uint8Array, reference: Uint8Array, darkLuma: number): boolean {
  const now = new Int32Array(current.buffer, current.byteOffset, SIGNATURE_WORDS);
  const before = new Int32Array(reference.buffer, reference.byteOffset, SIGNATURE_WORDS);
  const sumNow = sampleOf(now);
  if (sumNow < darkLuma * DIM_CELLS) return false;
  const sumBefore = sampleOf(before);
  return sumNow < sumBefore
    ? isGainOf(before, now, gainParts(sumBefore, sumNow))
    : isGainOf(now, before, gainParts(sumNow, sumBefore));
}

/** Whether `bright` is `dark` with so many parts of 256 more of everything. */
function isGainOf(bright: Int32Array, dark: Int32Array, parts: number): boolean {
  if (parts > GAIN_PARTS_MAX) return false;
  let cells = 0;
  let pairs = 0;
  let restless = 0;
  // Four words a turn, and no word's own variable: a turn and a name cost as much as a sum.
  for (let word = 0; word < SIGNATURE_WORDS; word++) {
    cells = dark[word] as number;
    pairs = (cells & LANES) + ((cells >>> 8) & LANES);
    // A lane holds at most 510 x 32, and none runs into the next; its upper byte is what is added.
    pairs += ((pairs * parts) >>> 8) & LANES;
    cells = bright[word] as number;
    restless = ((cells & LANES) + ((cells >>> 8) & LANES) + BIASED - pairs) ^ UNBIASED;
    word += 1;
    cells = dark[word] as number;
    pairs = (cells & LANES) + ((cells >>> 8) & LANES);
    pairs += ((pairs * parts) >>> 8) & LANES;
    cells = bright[word] as number;
    restless |= ((cells & LANES) + ((cells >>> 8) & LANES) + BIASED - pairs) ^ UNBIASED;
    word += 1;
    cells = dark[word] as number;
    pairs = (cells & LANES) + ((cells >>> 8) & LANES);
    pairs += ((pairs * parts) >>> 8) & LANES;
    cells = bright[word] as number;
    restless |= ((cells & LANES) + ((cells >>> 8) & LANES) + BIASED - pairs) ^ UNBIASED;
    word += 1;
    cells = dark[word] as number;
    pairs = (cells & LANES) + ((cells >>> 8) & LANES);
    pairs += ((pairs * parts) >>> 8) & LANES;
    cells = bright[word] as number;
    restless |= ((cells & LANES) + ((cells >>> 8) & LANES) + BIASED - pairs) ^ UNBIASED;
    if (restless & RESTLESS) return false;
  }
  return true;
}

/** Luma of an eighth of all cells together; a lane's sum of 16 cells fits its 16 bits. */
function sampleOf(words: Int32Array): number {
  let lanes = 0;
  let cells = 0;
  for (let word = 0; word < SIGNATURE_WORDS; word += SAMPLE_STRIDE_WORDS) {
    cells = words[word] as number;
    lanes += (cells & LANES) + ((cells >>> 8) & LANES);
  }
  return (lanes & 0xffff) + (lanes >>> 16);
}

/** By how many parts of 256 one sum exceeds the other. */
function gainParts(sum: number, sumBefore: number): number {
  return sumBefore === 0 ? 0 : Math.round((256 * (sum - sumBefore)) / sumBefore);
}
