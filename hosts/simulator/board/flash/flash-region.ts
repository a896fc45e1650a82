import { BLOCK_BYTES, checkRange } from "./flash-rules.js";
import type { NorFlash } from "./nor-flash.js";

/** A stretch of whole blocks of the chip, addressed from 0: what a partition is to its owner. */
export class FlashRegion {
  readonly chip: NorFlash;
  readonly address: number;
  readonly byteLength: number;

  constructor(chip: NorFlash, address: number, byteLength: number) {
    const end = address + byteLength;
    if (address % BLOCK_BYTES !== 0 || byteLength % BLOCK_BYTES !== 0 || end > chip.byteLength) {
      throw new RangeError(`${byteLength} bytes at ${address} are not whole blocks of the chip`);
    }
    this.chip = chip;
    this.address = address;
    this.byteLength = byteLength;
  }

  get blocks(): number {
    return this.byteLength / BLOCK_BYTES;
  }

  read(offset: number, byteLength: number): Uint8Array {
    this.#check(offset, byteLength);
    return this.chip.read(this.address + offset, byteLength);
  }

  write(offset: number, bytes: Uint8Array): void {
    this.#check(offset, bytes.length);
    this.chip.write(this.address + offset, bytes);
  }

  /** Erases the blocks from `start` up to, not with, `end`. */
  erase(start: number, end: number): void {
    this.#check(start * BLOCK_BYTES, (end - start) * BLOCK_BYTES);
    const first = this.address / BLOCK_BYTES;
    this.chip.erase(first + start, first + end);
  }

  #check(offset: number, byteLength: number): void {
    checkRange(offset, byteLength, { limitBytes: this.byteLength, where: "partition" });
  }
}
