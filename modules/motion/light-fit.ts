import { clustered } from "./cluster.js";
import { SIGNATURE_BYTES, SIGNATURE_SIDE } from "./signature.js";

/**
 * Tells a change of light from a change of scene, between two signatures that differ.
 *
 * Light multiplies: a lamp, a cloud, dawn or the camera's own exposure turn each cell's luma into a
 * multiple of itself, and the factor varies softly over the picture. A person puts other luma into
 * a few cells with an edge around them. So the logarithm of the ratio between the two signatures is
 * smooth under light, and bends sharply at a person. The bend is a cell's distance from the mean of
 * its two neighbours, along either axis: every even slope cancels in it, and no fit can be dragged
 * off by the very cells that it ought to find.
 */
export interface LightFitOptions {
  /** How far noise may move a cell, in levels of luma. */
  readonly sensitivityLevels: number;
  /** The part of a local change of light that may be bend: lamps are uneven. */
  readonly lightShare: number;
  /**
   * How many times the picture's usual change a cell may bend by: where a lamp was switched, windows
   * and corners that it does not reach stand out as sharply as people do.
   */
  readonly spreadShare: number;
  readonly clusterCells: number;
}

export interface LightFit {
  /** Cells of 256 that light and noise do not explain. */
  readonly movedCells: number;
  /** Whether enough of them stand together to be a thing. */
  readonly moved: boolean;
}

/** Added to every luma: keeps quantization in the dark from looking like a change of light. */
const DARK_LEVELS = 8;
/** From here some of a cell may be clipped, and its ratio is anything up to its surroundings'. */
const CLIPPED_LEVELS = 235;
/** A picture with more clipped cells shows nothing that could be judged. */
const WHITED_CELLS_MAX = (SIGNATURE_BYTES * 3) / 4;
/** Light is the same over squares of so many cells; a person far away is less than half of one. */
const BLOCK_CELLS = 4;
/** Cells that must have a say about a block's light. */
const BLOCK_VOTES_MIN = 4;
const BLOCKS_PER_SIDE = SIGNATURE_SIDE / BLOCK_CELLS;

export function fitLight(
  current: Uint8Array,
  reference: Uint8Array,
  options: LightFitOptions,
): LightFit {
  const comparison = compare(current, reference, options);
  if (comparison.whitedCells > WHITED_CELLS_MAX) return { movedCells: 0, moved: false };
  const marks = new Uint8Array(SIGNATURE_BYTES);
  const movedCells = markBends(comparison, marks);
  const moved = movedCells >= options.clusterCells && clustered(marks, options.clusterCells);
  return { movedCells, moved };
}

/** Two signatures cell by cell. */
interface Comparison {
  /** Logarithm of the ratio between the two lumas. */
  readonly ratios: Float32Array;
  /** What noise and light may change a ratio by against its neighbours'. */
  readonly allowances: Float32Array;
  /** Clipped cells of the current picture. */
  readonly whitedCells: number;
}

function compare(
  current: Uint8Array,
  reference: Uint8Array,
  { sensitivityLevels, lightShare, spreadShare }: LightFitOptions,
): Comparison {
  const ratios = new Float32Array(SIGNATURE_BYTES);
  const allowances = new Float32Array(SIGNATURE_BYTES);
  const clipped = new Uint8Array(SIGNATURE_BYTES);
  let whitedCells = 0;
  for (let cell = 0; cell < SIGNATURE_BYTES; cell++) {
    const now = current[cell] as number;
    const before = reference[cell] as number;
    ratios[cell] = Math.log((now + DARK_LEVELS) / (before + DARK_LEVELS));
    allowances[cell] = sensitivityLevels / ((now < before ? now : before) + DARK_LEVELS);
    if (now >= CLIPPED_LEVELS) whitedCells += 1;
    if (now >= CLIPPED_LEVELS || before >= CLIPPED_LEVELS) clipped[cell] = 1;
  }
  const usual = median(ratios.slice());
  const spread = spreadShare * median(ratios.map((ratio) => Math.abs(ratio - usual)));
  const blocks = blockRatios(ratios, clipped, usual);
  const brightest = blocks.reduce((most, ratio) => Math.max(most, Math.abs(ratio)), 0);
  for (let cell = 0; cell < SIGNATURE_BYTES; cell++) {
    const light = (blocks[((cell >> 6) << 2) | ((cell >> 2) & 3)] as number) - usual;
    // A clipped cell falls short of its surroundings by as much as the light has changed at most.
    const shortfall = clipped[cell] === 1 ? 2 * brightest : 0;
    allowances[cell] =
      (allowances[cell] as number) + spread + shortfall + lightShare * (light < 0 ? -light : light);
  }
  return { ratios, allowances, whitedCells };
}

/**
 * How each block's light has changed: the median over its cells. Clipped ones have no say, since a
 * person before a white sky is no change of light; where too few are left it is as `usual`.
 */
function blockRatios(ratios: Float32Array, clipped: Uint8Array, usual: number): Float32Array {
  const blocks = new Float32Array(BLOCKS_PER_SIDE * BLOCKS_PER_SIDE);
  const inside = new Float32Array(BLOCK_CELLS * BLOCK_CELLS);
  for (let block = 0; block < blocks.length; block++) {
    const top = ((block / BLOCKS_PER_SIDE) | 0) * BLOCK_CELLS;
    const left = (block % BLOCKS_PER_SIDE) * BLOCK_CELLS;
    let votes = 0;
    for (let row = top; row < top + BLOCK_CELLS; row++) {
      for (let column = left; column < left + BLOCK_CELLS; column++) {
        const cell = row * SIGNATURE_SIDE + column;
        if (clipped[cell] === 0) inside[votes++] = ratios[cell] as number;
      }
    }
    blocks[block] = votes >= BLOCK_VOTES_MIN ? median(inside.subarray(0, votes)) : usual;
  }
  return blocks;
}

/** Sorts `values` in place. */
function median(values: Float32Array): number {
  return values.sort()[values.length >> 1] as number;
}

/** Marks each cell that bends more than it may, along either axis, and counts them. */
function markBends({ ratios, allowances }: Comparison, marks: Uint8Array): number {
  let count = 0;
  for (let cell = 0; cell < SIGNATURE_BYTES; cell++) {
    const column = cell & (SIGNATURE_SIDE - 1);
    const across = column > 0 && column < SIGNATURE_SIDE - 1;
    const along = cell >= SIGNATURE_SIDE && cell < SIGNATURE_BYTES - SIGNATURE_SIDE;
    if (
      (across && bends(ratios, allowances, cell, 1)) ||
      (along && bends(ratios, allowances, cell, SIGNATURE_SIDE))
    ) {
      marks[cell] = 1;
      count += 1;
    }
  }
  return count;
}

/** Twice the bend against twice what its three cells may contribute to it. */
function bends(
  ratios: Float32Array,
  allowances: Float32Array,
  cell: number,
  reach: number,
): boolean {
  const before = cell - reach;
  const after = cell + reach;
  const ends = (ratios[before] as number) + (ratios[after] as number);
  const bend = 2 * (ratios[cell] as number) - ends;
  const around = ((allowances[before] as number) + (allowances[after] as number)) / 2;
  const allowed = (allowances[cell] as number) + around;
  return bend > allowed || bend < -allowed;
}
