import type { Checksum } from "../host/checksum.js";
import type { Codec } from "../host/codec.js";
import type { FlashModule, FlashPartition } from "../host/storage.js";
import {
  type Arrival,
  DEPARTURE_BYTES,
  type Departure,
  decodeLine,
  encodeArrival,
  encodeDeparture,
  LINE_BYTES,
  type PrivacyLine,
  sequenceOf,
} from "./privacy-line.js";

export interface PrivacyHost {
  readonly flash: FlashModule;
  readonly checksum: Checksum;
  readonly codec: Codec;
}

export const PRIVACY_PARTITION = "outbox";
/** The partition's last blocks, in turn: so many lines are kept at least, and half as many more. */
export const PRIVACY_BLOCKS = 3;
export const PRIVACY_LINES_MIN = 84;
/** A first word that no line has. */
const ERASED_WORD = 0xffff_ffff;

/**
 * Every picture that leaves, and every call of a tool, is a line here before it does. The oldest
 * lines go a block at a time; a cut leaves a line out or leaves it unfinished, and harms no other.
 * Throws where the flash does: what cannot be written down must not leave.
 */
export class PrivacyLog {
  readonly #host: PrivacyHost;
  readonly #partition: FlashPartition;
  readonly #blockBytes: number;
  readonly #firstBlock: number;
  readonly #linesPerBlock: number;
  /** Of the newest line; 0 where there is none. */
  #sequence = 0;
  /** Where the next line goes, counted over all blocks. */
  #next = 0;

  constructor(host: PrivacyHost) {
    this.#host = host;
    this.#partition = host.flash.open({ path: PRIVACY_PARTITION, mode: "r+" });
    const { blockLength, blocks } = this.#partition.status();
    this.#blockBytes = blockLength;
    this.#firstBlock = blocks - PRIVACY_BLOCKS;
    this.#linesPerBlock = Math.floor(blockLength / LINE_BYTES);
    this.#find();
  }

  /** Gives the line's place, for `end`. */
  begin(departure: Departure): number {
    const at = this.#claim();
    this.#sequence += 1;
    const bytes = encodeDeparture(this.#host, this.#sequence, departure);
    this.#partition.write(bytes, this.#offsetOf(at));
    return at;
  }

  end(at: number, arrival: Arrival): void {
    const bytes = encodeArrival(this.#host, arrival);
    this.#partition.write(bytes, this.#offsetOf(at) + DEPARTURE_BYTES);
  }

  /** All lines, newest first. */
  read(): PrivacyLine[] {
    const lines: PrivacyLine[] = [];
    this.#each((line) => lines.push(decodeLine(this.#host, line)));
    return lines.sort((one, other) => other.sequence - one.sequence);
  }

  close(): void {
    this.#partition.close();
  }

  /** Of a block's lines only the newest sound one is summed: numbers rise within it. */
  #find(): void {
    this.#each((_line, at, sequence) => {
      this.#sequence = sequence;
      this.#next = at + 1;
    }, true);
  }

  /** The next place that is empty; a block begins with its erasing, whatever it held. */
  #claim(): number {
    const places = PRIVACY_BLOCKS * this.#linesPerBlock;
    for (let at = this.#next % places; ; at = (at + 1) % places) {
      const isFirst = at % this.#linesPerBlock === 0;
      if (isFirst) {
        const block = this.#firstBlock + at / this.#linesPerBlock;
        this.#partition.eraseBlock(block, block + 1);
      }
      if (isFirst || this.#isErased(at)) {
        this.#next = at + 1;
        return at;
      }
    }
  }

  #isErased(at: number): boolean {
    const bytes = new Uint8Array(this.#partition.read(LINE_BYTES, this.#offsetOf(at)));
    return bytes.every((byte) => byte === 0xff);
  }

  /** Sound lines, the last of each block first; `newer` for those alone that are newer than any yet. */
  #each(use: (line: Uint8Array, at: number, sequence: number) => void, newer = false): void {
    const { checksum } = this.#host;
    for (let block = 0; block < PRIVACY_BLOCKS; block++) {
      const from = block * this.#linesPerBlock;
      const bytes = new Uint8Array(this.#partition.read(this.#blockBytes, this.#offsetOf(from)));
      const words = new Uint32Array(bytes.buffer);
      for (let index = this.#linesPerBlock - 1; index >= 0; index--) {
        const number = words[(index * LINE_BYTES) / 4] as number;
        if (number === ERASED_WORD || (newer && number <= this.#sequence)) continue;
        const line = bytes.subarray(index * LINE_BYTES, (index + 1) * LINE_BYTES);
        const sequence = sequenceOf(checksum, line);
        if (sequence > 0) use(line, from + index, sequence);
      }
    }
  }

  #offsetOf(at: number): number {
    const block = this.#firstBlock + Math.floor(at / this.#linesPerBlock);
    return block * this.#blockBytes + (at % this.#linesPerBlock) * LINE_BYTES;
  }
}
