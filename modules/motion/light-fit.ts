import { clustered } from "./cluster.js";
import { commonShare, type Factors } from "./common-light.js";
import { SIGNATURE_BYTES, SIGNATURE_SIDE } from "./signature.js";

/**
 * Tells a change of light from a change of scene, between two signatures that differ.
 *
 * Light multiplies: a lamp, a cloud, dawn or the camera's own gain turn each cell's luma into a
 * multiple of itself, and the factor varies softly over the picture. A person puts other luma into
 * a few cells with an edge around them. So the logarithm of the ratio between the two signatures is
 * smooth under light, and bends sharply at a person. The bend is the second difference over two
 * cells along each axis, in which every even slope cancels and no fit can be dragged off by the
 * very cells that it ought to find.
 *
 * What bends under light as well is a lamp that is in the picture, and a window or a sky that no
 * lamp lights. Such a picture has little in common with the last, while around a person everything
 * keeps the camera's gain: so where no factor is common to most cells, the light is new.
 */
export interface LightFitOptions {
  /** How far noise may move a cell, in levels of luma. */
  readonly sensitivityLevels: number;
  /** The part of a local change of light that may be bend: lamps are uneven. */
  readonly lightShare: number;
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
/** Where a smaller share of cells has one factor in common, the light is new. */
const COMMON_SHARE_MIN = 0.6;
/** Where a smaller one has, it may be: a thing must then be a cell larger. */
const COMMON_SHARE_SURE = 0.85;
/** Distance of the neighbours that the bend is measured against: wider than a narrow person. */
const REACH_CELLS = 2;
/** Light is the same over squares of so many cells; a person far away is less than half of one. */
const BLOCK_CELLS = 4;
/** Cells that must have a say about a block's light. */
const BLOCK_VOTES_MIN = 4;
const BLOCKS_PER_SIDE = SIGNATURE_SIDE / BLOCK_CELLS;
/** The bend below which this share of cells lies is taken for noise... */
const NOISE_QUANTILE = 0.6;
/** ...and this multiple of it, where it exceeds the set sensitivity, becomes the bar. */
const NOISE_MARGIN = 3;
/** But no higher than this multiple: a person close by bends most of the picture. */
const BAR_MAX = 2.5;
const SCORE_STEPS = 64;
const SCORE_STEP = BAR_MAX / NOISE_MARGIN / SCORE_STEPS;

export function fitLight(
  current: Uint8Array,
  reference: Uint8Array,
  options: LightFitOptions,
): LightFit {
  const comparison = compare(current, reference, options);
  if (comparison.whitedCells > WHITED_CELLS_MAX) return { movedCells: 0, moved: false };
  const common = commonShare(comparison);
  if (common < COMMON_SHARE_MIN) return { movedCells: 0, moved: false };
  const clusterCells = options.clusterCells + (common < COMMON_SHARE_SURE ? 1 : 0);
  const scores = scoreBends(comparison);
  const bar = noiseBar(scores);
  const marks = new Uint8Array(SIGNATURE_BYTES);
  let movedCells = 0;
  for (let cell = 0; cell < SIGNATURE_BYTES; cell++) {
    if ((scores[cell] as number) > bar) {
      marks[cell] = 1;
      movedCells += 1;
    }
  }
  const moved = movedCells >= clusterCells && clustered(marks, clusterCells);
  return { movedCells, moved };
}

/** Two signatures cell by cell. */
interface Comparison extends Factors {
  /** What uneven light, and clipping in it, may change a ratio by against its surroundings'. */
  readonly lights: Float32Array;
  /** Clipped cells of the current picture. */
  readonly whitedCells: number;
}

function compare(
  current: Uint8Array,
  reference: Uint8Array,
  { sensitivityLevels, lightShare }: LightFitOptions,
): Comparison {
  const ratios = new Float32Array(SIGNATURE_BYTES);
  const noises = new Float32Array(SIGNATURE_BYTES);
  const clipped = new Uint8Array(SIGNATURE_BYTES);
  let whitedCells = 0;
  for (let cell = 0; cell < SIGNATURE_BYTES; cell++) {
    const now = current[cell] as number;
    const before = reference[cell] as number;
    ratios[cell] = Math.log((now + DARK_LEVELS) / (before + DARK_LEVELS));
    noises[cell] = sensitivityLevels / ((now < before ? now : before) + DARK_LEVELS);
    if (now >= CLIPPED_LEVELS) whitedCells += 1;
    if (now >= CLIPPED_LEVELS || before >= CLIPPED_LEVELS) clipped[cell] = 1;
  }
  const blocks = blockLights(ratios, clipped);
  const brightest = blocks.reduce((most, light) => (light > most ? light : most), 0);
  const lights = new Float32Array(SIGNATURE_BYTES);
  for (let cell = 0; cell < SIGNATURE_BYTES; cell++) {
    const block = ((cell >> 6) << 2) | ((cell >> 2) & 3);
    // A clipped cell falls short of its surroundings by as much as the light has changed at most.
    lights[cell] =
      lightShare * (blocks[block] as number) + (clipped[cell] === 1 ? 2 * brightest : 0);
  }
  return { ratios, noises, lights, clipped, whitedCells };
}

/**
 * How much each block's light has changed: the median over its cells, without the sign. Clipped
 * ones have no say: a person before a white sky is no change of light.
 */
function blockLights(ratios: Float32Array, clipped: Uint8Array): Float32Array {
  const lights = new Float32Array(BLOCKS_PER_SIDE * BLOCKS_PER_SIDE);
  const inside = new Float32Array(BLOCK_CELLS * BLOCK_CELLS);
  for (let block = 0; block < lights.length; block++) {
    const top = ((block / BLOCKS_PER_SIDE) | 0) * BLOCK_CELLS;
    const left = (block % BLOCKS_PER_SIDE) * BLOCK_CELLS;
    let count = 0;
    for (let row = top; row < top + BLOCK_CELLS; row++) {
      for (let column = left; column < left + BLOCK_CELLS; column++) {
        const cell = row * SIGNATURE_SIDE + column;
        if (clipped[cell] === 0) inside[count++] = ratios[cell] as number;
      }
    }
    if (count >= BLOCK_VOTES_MIN) {
      lights[block] = Math.abs(inside.subarray(0, count).sort()[count >> 1] as number);
    }
  }
  return lights;
}

/** For each cell its sharper bend: what light does not explain of it, as a multiple of noise. */
function scoreBends(comparison: Comparison): Float32Array {
  const scores = new Float32Array(SIGNATURE_BYTES);
  const rowReach = REACH_CELLS * SIGNATURE_SIDE;
  for (let cell = 0; cell < SIGNATURE_BYTES; cell++) {
    const column = cell & (SIGNATURE_SIDE - 1);
    let score = 0;
    if (column >= REACH_CELLS && column < SIGNATURE_SIDE - REACH_CELLS) {
      score = bendScore(comparison, cell, REACH_CELLS);
    }
    if (cell >= rowReach && cell < SIGNATURE_BYTES - rowReach) {
      const along = bendScore(comparison, cell, rowReach);
      if (along > score) score = along;
    }
    scores[cell] = score;
  }
  return scores;
}

/** Twice the bend, against twice what each of its three cells may contribute to it. */
function bendScore({ ratios, noises, lights }: Comparison, cell: number, reach: number): number {
  const before = cell - reach;
  const after = cell + reach;
  const ends = (ratios[before] as number) + (ratios[after] as number);
  const bend = 2 * (ratios[cell] as number) - ends;
  const light =
    (lights[cell] as number) + ((lights[before] as number) + (lights[after] as number)) / 2;
  const noise =
    (noises[cell] as number) + ((noises[before] as number) + (noises[after] as number)) / 2;
  return ((bend < 0 ? -bend : bend) - light) / noise;
}

/** The score that a cell must exceed: 1, or more where most of the picture is restless. */
function noiseBar(scores: Float32Array): number {
  const counts = new Uint16Array(SCORE_STEPS + 1);
  for (let cell = 0; cell < SIGNATURE_BYTES; cell++) {
    const steps = (scores[cell] as number) / SCORE_STEP;
    const step = steps < 0 ? 0 : steps < SCORE_STEPS ? steps | 0 : SCORE_STEPS;
    counts[step] = (counts[step] as number) + 1;
  }
  let below = 0;
  let step = 0;
  while (below < NOISE_QUANTILE * SIGNATURE_BYTES) below += counts[step++] as number;
  const bar = NOISE_MARGIN * step * SCORE_STEP;
  return bar < 1 ? 1 : bar > BAR_MAX ? BAR_MAX : bar;
}
