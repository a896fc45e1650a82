import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FlashRegion } from "../../hosts/simulator/board/flash/flash-region.js";
import { BLOCK_BYTES, NorFlash } from "../../hosts/simulator/board/flash/nor-flash.js";

/** A chip in a folder of its own, which is gone after `remove`. */
export interface ScratchChip {
  readonly path: string;
  readonly chip: NorFlash;
  /** Closes the chip and opens its file again, as the next run of the board does. */
  reopen(): NorFlash;
  /** All of the chip as one region. */
  region(): FlashRegion;
  /** The file as it is at rest. */
  fileBytes(): Uint8Array;
  remove(): void;
}

export function createScratchChip(blocks = 4): ScratchChip {
  const folder = mkdtempSync(join(tmpdir(), "nightjar-flash-"));
  const path = join(folder, "flash.bin");
  const open = (): NorFlash => new NorFlash({ path, byteLength: blocks * BLOCK_BYTES });
  let chip = open();
  return {
    path,
    get chip() {
      return chip;
    },
    reopen() {
      chip.close();
      chip = open();
      return chip;
    },
    region: () => new FlashRegion(chip, 0, blocks * BLOCK_BYTES),
    fileBytes: () => new Uint8Array(readFileSync(path)),
    remove() {
      chip.close();
      rmSync(folder, { recursive: true });
    },
  };
}
