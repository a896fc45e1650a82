import { seededRandom } from "../random.js";

/** Chance for faults: numbers in [0, 1) that follow from a seed. */
export type Noise = () => number;

/** Power goes while the chip is busy with the given operation. */
export interface PowerCut {
  /** Which program or erase from now on is torn; 0 is the next one. */
  readonly operation: number;
  /** Chooses what the torn operation leaves behind. */
  readonly seed: number;
}

/** Power is gone: every operation fails with this until the chip's power is restored. */
export class PowerLostError extends Error {
  readonly code = "flash-power-lost";

  constructor() {
    super("the flash chip has no power");
  }
}

/** Bits that read differently from one read to the next, as a mask by address. */
export type UnstableBits = Map<number, number>;

const TORN_PIECE_BYTES = 256;
const UNSTABLE_BITS_MAX = 64;

/**
 * What a torn write leaves: any subset of the bits that it would have cleared. Half of the seeds
 * tear from the front, as a chip that is fed in order does; the other half leave holes anywhere.
 */
export function tearWrite(before: Uint8Array, target: Uint8Array, noise: Noise): Uint8Array {
  const after = Uint8Array.from(before);
  const fromFront = noise() < 0.5;
  const start = fromFront ? below(noise, before.length + 1) : 0;
  const end = fromFront ? Math.min(before.length, start + TORN_PIECE_BYTES) : before.length;
  const strength = strengthFrom(noise);
  for (let i = 0; i < end; i++) {
    const cleared = at(before, i) & ~at(target, i);
    const reached = i < start ? cleared : cleared & maskFrom(noise, strength);
    after[i] = at(before, i) & ~reached;
  }
  return after;
}

/** What a torn erase leaves: some cleared bits are set again, and some cannot decide. */
export function tearErase(
  before: Uint8Array,
  noise: Noise,
): { after: Uint8Array; unstable: UnstableBits } {
  const strength = strengthFrom(noise);
  const after = before.map((byte) => byte | (~byte & maskFrom(noise, strength)));
  const unstable: UnstableBits = new Map();
  const count = 1 + below(noise, UNSTABLE_BITS_MAX);
  for (let i = 0; i < count; i++) {
    const offset = below(noise, before.length);
    unstable.set(offset, (unstable.get(offset) ?? 0) | (1 << below(noise, 8)));
  }
  return { after, unstable };
}

/** How far the operation came: at times not at all, at times all the way. */
function strengthFrom(noise: Noise): number {
  const choice = below(noise, 8);
  return choice === 0 ? 0 : choice === 1 ? 1 : noise();
}

function maskFrom(noise: Noise, strength: number): number {
  if (strength === 0) return 0;
  if (strength === 1) return 0xff;
  let mask = 0;
  for (let bit = 1; bit < 0x100; bit <<= 1) if (noise() < strength) mask |= bit;
  return mask;
}

/** A whole number in [0, limit). */
export function below(noise: Noise, limit: number): number {
  return Math.floor(noise() * limit);
}

function at(bytes: Uint8Array, index: number): number {
  return bytes[index] as number;
}

/** Counts operations down to an armed cut. */
export class PowerSwitch {
  #cut: PowerCut | undefined;
  #operationsLeft = 0;
  #on = true;

  get on(): boolean {
    return this.#on;
  }

  arm(cut: PowerCut): void {
    if (!Number.isInteger(cut.operation) || cut.operation < 0) {
      throw new RangeError(`a power cut needs an operation from 0 up, not ${cut.operation}`);
    }
    this.#cut = cut;
    this.#operationsLeft = cut.operation;
  }

  disarm(): void {
    this.#cut = undefined;
  }

  restore(): void {
    this.#on = true;
  }

  /** Throws where power is gone. */
  check(): void {
    if (!this.#on) throw new PowerLostError();
  }

  /** The noise of the cut that hits this operation, after which power is gone; else undefined. */
  takeCut(): Noise | undefined {
    const cut = this.#cut;
    if (cut === undefined) return undefined;
    if (this.#operationsLeft > 0) {
      this.#operationsLeft -= 1;
      return undefined;
    }
    this.#cut = undefined;
    this.#on = false;
    return seededRandom(cut.seed);
  }
}
