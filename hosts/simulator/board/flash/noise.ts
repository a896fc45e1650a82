/** Chance for faults: the same seed gives the same numbers on every machine. */
export interface Noise {
  /** A number in [0, 1). */
  next(): number;
  /** A whole number in [0, below). */
  below(below: number): number;
}

/** A 32-bit state stepped by an odd constant and mixed: enough for faults, not for secrets. */
export function createNoise(seed: number): Noise {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return ((mixed ^ (mixed >>> 16)) >>> 0) / 0x1_0000_0000;
  };
  return { next, below: (below) => Math.floor(next() * below) };
}
