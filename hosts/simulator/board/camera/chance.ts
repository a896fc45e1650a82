import { seededRandom, seedFor } from "../random.js";

/** Seeded chance for pictures: the same parts give the same sequence. */
export class Chance {
  readonly #random: () => number;

  constructor(...parts: readonly (number | string)[]) {
    const seed = parts.reduce<number>((sum, part) => seedFor(sum, `/${part}`), 0);
    this.#random = seededRandom(seed);
  }

  /** A number in [0, 1) with 32 bits. */
  next(): number {
    return this.#random();
  }

  /** A number in [low, high). */
  between(low: number, high: number): number {
    return low + (high - low) * this.next();
  }

  /** A whole number from low to high, both included. */
  whole(low: number, high: number): number {
    return low + Math.floor((high - low + 1) * this.next());
  }

  happens(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(choices: readonly T[]): T {
    const choice = choices[this.whole(0, choices.length - 1)];
    if (choice === undefined) throw new Error("nothing to pick from");
    return choice;
  }

  /** The same values in another order; the list that was given stays as it is. */
  shuffled<T>(list: readonly T[]): T[] {
    const order = [...list];
    for (let last = order.length - 1; last > 0; last--) {
      const other = this.whole(0, last);
      const moved = order[last] as T;
      order[last] = order[other] as T;
      order[other] = moved;
    }
    return order;
  }

  /** A whole number of 32 bits. */
  word(): number {
    return this.next() * 0x1_0000_0000;
  }
}

const NORMAL_TABLE_LENGTH = 1 << 14;

/** Values with mean 0 and deviation 1: sums of twelve even ones, so exact on every machine. */
export function normalTable(): Float32Array {
  const chance = new Chance("normal");
  return Float32Array.from({ length: NORMAL_TABLE_LENGTH }, () => {
    let sum = -6;
    for (let term = 0; term < 12; term++) sum += chance.next();
    return sum;
  });
}
