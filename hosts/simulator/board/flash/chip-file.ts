import {
  closeSync,
  existsSync,
  openSync,
  readSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { ERASED_BYTE } from "./flash-rules.js";

/** The chip's cells in a file, at their addresses; every write is in the file when it returns. */
export class ChipFile {
  readonly path: string;
  readonly #file: number;
  #closed = false;

  /** Makes an erased chip where there is no file. */
  constructor(path: string, byteLength: number) {
    if (!existsSync(path)) writeFileSync(path, new Uint8Array(byteLength).fill(ERASED_BYTE));
    const found = statSync(path).size;
    if (found !== byteLength) {
      throw new Error(`${path} holds ${found} bytes, not the chip's ${byteLength}; delete it`);
    }
    this.path = path;
    this.#file = openSync(path, "r+");
  }

  read(address: number, byteLength: number): Uint8Array {
    const bytes = new Uint8Array(byteLength);
    const got = readSync(this.#file, bytes, 0, byteLength, address);
    if (got !== byteLength) throw new Error(`${this.path} ended at ${address + got}`);
    return bytes;
  }

  write(address: number, bytes: Uint8Array): void {
    writeSync(this.#file, bytes, 0, bytes.length, address);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    closeSync(this.#file);
  }
}
