import { SIGNATURE_BYTES, SIGNATURE_SIDE } from "../../modules/motion/signature.js";

/**
 * Plain pictures for the motion gate, made of light: what things reflect, times what falls on
 * them, through an exposure, a gamma and a noisy sensor. Everything is drawn from one seed.
 */
export interface Scene {
  /** Part of the light that each point reflects, `SCENE_SIDE` squared, rows from the top. */
  readonly reflectance: Float32Array;
  readonly light: Light;
  /** Of a sensor's pixel, in levels. */
  readonly noiseLevels: number;
}

export interface Light {
  readonly ambient: number;
  /** How the ambient light falls off, from one edge to the other, as a part of it. */
  readonly slopeX: number;
  readonly slopeY: number;
  readonly lamps: readonly Lamp[];
  /** Levels that haze or a stray reflection adds everywhere. */
  readonly haze: number;
  readonly exposure: number;
}

export interface Lamp {
  /** In picture widths from the upper left; it may stand outside the picture. */
  readonly x: number;
  readonly y: number;
  readonly strength: number;
  readonly radius: number;
}

export interface Figure {
  readonly left: number;
  readonly top: number;
  readonly height: number;
  readonly head: number;
  readonly body: number;
  readonly legs: number;
}

/** Points of a scene on each side; each stands for some 5 x 4 pixels of a VGA picture. */
export const SCENE_SIDE = 128;
const POINTS_PER_CELL = SCENE_SIDE / SIGNATURE_SIDE;
const PIXELS_PER_CELL = 40 * 30;
/** Neighbouring pixels share noise, through the colour filter and JPEG's blocks. */
const NOISE_SHARED = 2.5;
const JPEG_ERROR_LEVELS = 0.25;

export interface Chance {
  /** A number in [0, 1). */
  next(): number;
}

/** A small generator of seeded chance (a 32-bit mix of a Weyl sequence). */
export function seededChance(seed: number): Chance {
  let state = seed >>> 0;
  return {
    next() {
      state = (state + 0x9e3779b9) >>> 0;
      let mixed = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
      mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
      return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
    },
  };
}

export function between(chance: Chance, low: number, high: number): number {
  return low + (high - low) * chance.next();
}

export function makeScene(chance: Chance): Scene {
  const reflectance = new Float32Array(SCENE_SIDE * SCENE_SIDE).fill(between(chance, 0.15, 0.6));
  const things = Math.floor(between(chance, 6, 30));
  for (let thing = 0; thing < things; thing++) {
    const width = between(chance, 0.05, 0.6);
    const height = between(chance, 0.05, 0.6);
    const left = between(chance, -0.2, 1);
    const top = between(chance, -0.2, 1);
    paint(reflectance, { left, top, width, height }, between(chance, 0.03, 0.9));
  }
  for (let at = 0; at < reflectance.length; at++) {
    reflectance[at] = (reflectance[at] as number) * between(chance, 0.9, 1.1);
  }
  const ambient = 1;
  const light = {
    ambient,
    slopeX: between(chance, -0.4, 0.4),
    slopeY: between(chance, -0.4, 0.4),
    lamps: [],
    haze: between(chance, 0, 8),
    exposure: between(chance, 0.5, 1.4),
  };
  return { reflectance, light, noiseLevels: between(chance, 1, 9) };
}

/** At least `areaMin` of the picture, somewhere wholly inside it. */
export function makeFigure(chance: Chance, areaMin: number): Figure {
  // The parts below cover 0.55 of a box that is 0.36 as wide as it is high.
  const heightMin = Math.sqrt((areaMin * SCENE_SIDE * SCENE_SIDE) / FIGURE_SHARE);
  const height = heightMin * between(chance, 1.02, 1.6);
  return {
    left: between(chance, 0, SCENE_SIDE - height * FIGURE_WIDTH),
    top: between(chance, 0, SCENE_SIDE - height),
    height,
    head: between(chance, 0.15, 0.5),
    body: between(chance, 0.04, 0.8),
    legs: between(chance, 0.04, 0.5),
  };
}

const FIGURE_WIDTH = 0.36;
/** Points that a figure covers, as a part of its height squared. */
const FIGURE_SHARE = 0.225;

export function withFigure(scene: Scene, figure: Figure): Scene {
  const reflectance = scene.reflectance.slice();
  for (let y = 0; y < figure.height; y++) {
    const down = y / figure.height;
    const [half, shade] =
      down < 0.14 ? [0.075, figure.head] : down < 0.52 ? [0.17, figure.body] : [0.12, figure.legs];
    const middle = figure.left + (figure.height * FIGURE_WIDTH) / 2;
    const row = Math.floor(figure.top + y) * SCENE_SIDE;
    const from = Math.round(middle - half * figure.height);
    const to = Math.round(middle + half * figure.height);
    for (let x = Math.max(0, from); x < Math.min(SCENE_SIDE, to); x++) {
      // Round bodies are darker towards their edges.
      const across = (2 * (x - middle)) / (2 * half * figure.height);
      reflectance[row + x] = shade * (1 - 0.25 * across * across);
    }
  }
  return { ...scene, reflectance };
}

/** Points that differ between two scenes, as a part of the picture. */
export function areaChanged(a: Scene, b: Scene): number {
  let count = 0;
  for (let at = 0; at < a.reflectance.length; at++) {
    if (a.reflectance[at] !== b.reflectance[at]) count += 1;
  }
  return count / a.reflectance.length;
}

/** The signature of one picture of the scene, noise and all. */
export function photograph({ reflectance, light, noiseLevels }: Scene, chance: Chance): Uint8Array {
  const sums = new Float64Array(SIGNATURE_BYTES);
  for (let y = 0; y < SCENE_SIDE; y++) {
    for (let x = 0; x < SCENE_SIDE; x++) {
      const fallen = lightAt(light, x / SCENE_SIDE, y / SCENE_SIDE);
      const linear = (reflectance[y * SCENE_SIDE + x] as number) * fallen * light.exposure;
      const luma = Math.min(255, 255 * linear ** (1 / 2.2) + light.haze);
      const cell =
        Math.floor(y / POINTS_PER_CELL) * SIGNATURE_SIDE + Math.floor(x / POINTS_PER_CELL);
      sums[cell] = (sums[cell] as number) + luma;
    }
  }
  const noise = (NOISE_SHARED * noiseLevels) / Math.sqrt(PIXELS_PER_CELL);
  const signature = new Uint8Array(SIGNATURE_BYTES);
  for (let cell = 0; cell < SIGNATURE_BYTES; cell++) {
    const mean = (sums[cell] as number) / POINTS_PER_CELL ** 2;
    const jpeg = between(chance, -JPEG_ERROR_LEVELS, JPEG_ERROR_LEVELS);
    const level = mean + noise * gaussian(chance) + jpeg;
    signature[cell] = Math.max(0, Math.min(255, Math.round(level)));
  }
  return signature;
}

function lightAt({ ambient, slopeX, slopeY, lamps }: Light, x: number, y: number): number {
  let light = ambient * (1 + slopeX * (x - 0.5) + slopeY * (y - 0.5));
  for (const lamp of lamps) {
    const distance = ((x - lamp.x) ** 2 + (0.75 * (y - lamp.y)) ** 2) / lamp.radius ** 2;
    light += lamp.strength / (1 + distance) ** 1.5;
  }
  return light;
}

function gaussian(chance: Chance): number {
  const radius = Math.sqrt(-2 * Math.log(1 - chance.next()));
  return radius * Math.cos(2 * Math.PI * chance.next());
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

function paint(reflectance: Float32Array, box: Box, shade: number): void {
  const toPoint = (part: number): number =>
    Math.max(0, Math.min(SCENE_SIDE, Math.round(part * SCENE_SIDE)));
  for (let y = toPoint(box.top); y < toPoint(box.top + box.height); y++) {
    const row = y * SCENE_SIDE;
    reflectance.fill(shade, row + toPoint(box.left), row + toPoint(box.left + box.width));
  }
}
