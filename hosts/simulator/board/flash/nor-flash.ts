import { seededRandom } from "../random.js";
import { ChipFile } from "./chip-file.js";
import {
  BLOCK_BYTES,
  checkAlignment,
  checkOnlyClears,
  checkRange,
  ERASED_BYTE,
  FLASH_BYTES,
  WRITE_ALIGN_BYTES,
} from "./flash-rules.js";
import { eraseMs, programMs, readMs } from "./flash-timing.js";
import {
  below,
  type Noise,
  type PowerCut,
  PowerSwitch,
  tearErase,
  tearWrite,
  type UnstableBits,
} from "./power-cut.js";
import { loadUnstableBits, saveUnstableBits } from "./unstable-bits.js";

export { BLOCK_BYTES, ERASED_BYTE, FLASH_BYTES, WRITE_ALIGN_BYTES };

export interface NorFlashOptions {
  /** One file per board; created erased where it is missing. Its bytes are the chip's, in order. */
  readonly path: string;
  /** A multiple of BLOCK_BYTES; default FLASH_BYTES. */
  readonly byteLength?: number;
}

/** What the chip has done since it was opened. */
export interface FlashCounts {
  reads: number;
  programs: number;
  erases: number;
  bytesRead: number;
  bytesProgrammed: number;
}

/**
 * A virtual NOR chip over one file. It keeps the rules that silicon keeps without a word: an erase
 * sets a block of 4 KiB to ones, a write only clears bits, and power that goes in between leaves
 * neither the old nor the new. What a chip would do wrongly without a word is refused aloud here.
 *
 * Every operation is written through, so the file may be mapped read-only by another process.
 * Throws OperationError (`flash-out-of-range`, `flash-unaligned`, `flash-would-set-bit`) and, once
 * power is cut, PowerLostError.
 */
export class NorFlash {
  readonly path: string;
  readonly byteLength: number;
  readonly counts: FlashCounts = {
    reads: 0,
    programs: 0,
    erases: 0,
    bytesRead: 0,
    bytesProgrammed: 0,
  };
  /** By block, since the chip was opened. */
  readonly eraseCounts: Uint32Array;
  readonly #cells: ChipFile;
  readonly #power = new PowerSwitch();
  readonly #unstable: UnstableBits;
  #flicker: Noise;
  #busyMs = 0;

  constructor({ path, byteLength = FLASH_BYTES }: NorFlashOptions) {
    if (byteLength <= 0 || byteLength % BLOCK_BYTES !== 0) {
      throw new RangeError(
        `a chip of ${byteLength} bytes is not made of ${BLOCK_BYTES}-byte blocks`,
      );
    }
    this.path = path;
    this.#cells = new ChipFile(path, byteLength);
    this.byteLength = byteLength;
    this.eraseCounts = new Uint32Array(byteLength / BLOCK_BYTES);
    this.#unstable = loadUnstableBits(path);
    this.#flicker = seededRandom(this.#unstable.size);
  }

  /** Virtual time that all operations have taken so far, in milliseconds. */
  get busyMs(): number {
    return this.#busyMs;
  }

  get powered(): boolean {
    return this.#power.on;
  }

  /** Programs and erases so far: what an armed cut counts. */
  get operations(): number {
    return this.counts.programs + this.counts.erases;
  }

  /** Cuts power during the given operation; replaces a cut that was armed before. */
  armPowerCut(cut: PowerCut): void {
    this.#power.arm(cut);
  }

  disarmPowerCut(): void {
    this.#power.disarm();
  }

  restorePower(): void {
    this.#power.restore();
  }

  read(address: number, byteLength: number): Uint8Array {
    this.#power.check();
    this.#checkRange(address, byteLength);
    const bytes = this.#cells.read(address, byteLength);
    for (const [at, mask] of this.#unstable) {
      const index = at - address;
      if (index < 0 || index >= byteLength) continue;
      bytes[index] = (bytes[index] as number) ^ (below(this.#flicker, 0x100) & mask);
    }
    this.counts.reads += 1;
    this.counts.bytesRead += byteLength;
    this.#busyMs += readMs(byteLength);
    return bytes;
  }

  write(address: number, bytes: Uint8Array): void {
    this.#power.check();
    this.#checkRange(address, bytes.length);
    checkAlignment(address, bytes.length);
    if (bytes.length === 0) return;
    const before = this.#cells.read(address, bytes.length);
    checkOnlyClears(address, this.#possible(address, before), bytes);
    const after = before.map((byte, index) => byte & (bytes[index] as number));
    const cut = this.#power.takeCut();
    this.counts.programs += 1;
    this.counts.bytesProgrammed += bytes.length;
    this.#busyMs += programMs(bytes.length);
    this.#cells.write(address, cut === undefined ? after : tearWrite(before, after, cut));
    this.#power.check();
  }

  /** Erases the blocks from `start` up to, not with, `end`; each is an operation of its own. */
  erase(start: number, end = start + 1): void {
    this.#power.check();
    this.#checkRange(start * BLOCK_BYTES, (end - start) * BLOCK_BYTES);
    this.#busyMs += eraseMs(start * BLOCK_BYTES, (end - start) * BLOCK_BYTES);
    for (let block = start; block < end; block++) this.#eraseBlock(block);
  }

  close(): void {
    this.#cells.close();
  }

  #eraseBlock(block: number): void {
    const address = block * BLOCK_BYTES;
    const cut = this.#power.takeCut();
    this.counts.erases += 1;
    this.eraseCounts[block] = (this.eraseCounts[block] as number) + 1;
    this.#settle(address);
    if (cut === undefined)
      this.#cells.write(address, new Uint8Array(BLOCK_BYTES).fill(ERASED_BYTE));
    else this.#tearErase(address, cut);
    this.#power.check();
  }

  #tearErase(address: number, cut: Noise): void {
    const { after, unstable } = tearErase(this.#cells.read(address, BLOCK_BYTES), cut);
    this.#cells.write(address, after);
    for (const [offset, mask] of unstable) this.#unstable.set(address + offset, mask);
    this.#flicker = seededRandom(below(cut, 0x1_0000_0000));
    saveUnstableBits(this.path, this.#unstable);
  }

  /** An erase makes the block's undecided bits decide. */
  #settle(address: number): void {
    if (this.#unstable.size === 0) return;
    for (const at of [...this.#unstable.keys()]) {
      if (at >= address && at < address + BLOCK_BYTES) this.#unstable.delete(at);
    }
    saveUnstableBits(this.path, this.#unstable);
  }

  /** The bits as they are, and every undecided one as a one: such a bit may still be cleared. */
  #possible(address: number, stored: Uint8Array): Uint8Array {
    if (this.#unstable.size === 0) return stored;
    return stored.map((byte, index) => byte | (this.#unstable.get(address + index) ?? 0));
  }

  #checkRange(address: number, byteLength: number): void {
    checkRange(address, byteLength, { limitBytes: this.byteLength, where: "chip" });
  }
}
