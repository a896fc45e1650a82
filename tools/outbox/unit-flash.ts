import { BLOCK_BYTES, type NorFlash } from "../../hosts/simulator/board/flash/nor-flash.js";
import { UNIT_BYTES } from "../../hosts/simulator/board/flash/nvs-record.js";
import { asBytes } from "../../modules/bytes/view.js";
import type { ByteBuffer } from "../../modules/host/bytes.js";
import type { FlashModule, FlashPartition } from "../../modules/host/storage.js";

/**
 * All of a virtual chip as one partition of ECMA-419 Flash, which refuses what flash encryption
 * could not do: to program a part of a 32-byte unit, or one that is not erased.
 */
export class UnitFlash implements FlashModule {
  readonly #path: string;
  readonly #chip: NorFlash;

  constructor(path: string, chip: NorFlash) {
    this.#path = path;
    this.#chip = chip;
  }

  open({ path }: { readonly path: string }): FlashPartition {
    if (path !== this.#path) throw new Error(`no partition ${path}`);
    const chip = this.#chip;
    return {
      read: ((wanted: number | ByteBuffer, byteOffset: number) => {
        if (typeof wanted === "number") return chip.read(byteOffset, wanted).slice().buffer;
        const into = asBytes(wanted);
        into.set(chip.read(byteOffset, into.byteLength));
        return into.byteLength;
      }) as FlashPartition["read"],
      write: (bytes, byteOffset) => this.#write(asBytes(bytes), byteOffset),
      eraseBlock: (start, end = start + 1) => chip.erase(start, end),
      status: () => ({
        size: chip.byteLength,
        blockLength: BLOCK_BYTES,
        blocks: chip.byteLength / BLOCK_BYTES,
        eraseValue: 0xff,
        writeAlign: UNIT_BYTES,
      }),
      close: () => {},
    };
  }

  *[Symbol.iterator](): Iterator<string> {
    yield this.#path;
  }

  #write(bytes: Uint8Array, byteOffset: number): void {
    if (byteOffset % UNIT_BYTES !== 0 || bytes.byteLength % UNIT_BYTES !== 0) {
      throw new Error(`${bytes.byteLength} bytes at ${byteOffset} are not whole units`);
    }
    const before = this.#chip.read(byteOffset, bytes.byteLength);
    if (before.some((byte) => byte !== 0xff)) {
      throw new Error(
        `a unit within ${bytes.byteLength} bytes at ${byteOffset} is programmed twice`,
      );
    }
    this.#chip.write(byteOffset, bytes);
  }
}
