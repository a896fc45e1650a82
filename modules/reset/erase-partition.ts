// Not preloaded: cold starts alone run it, and bytecode takes less flash than what it makes.
import type { Checksum } from "../host/checksum.js";
import type { Timers } from "../host/clock.js";
import type { FlashModule, FlashPartition } from "../host/storage.js";

export interface EraseHost {
  readonly flash: FlashModule;
  readonly checksum: Checksum;
  readonly timers: Timers;
}

/**
 * What a chip erases by one command where it is aligned: 150 ms, at most 2 s, and at most 6.4 s where
 * it is not (docs/SPEC.md, "Timing"), against 20 s that script may take without a turn.
 */
export const ERASE_PIECE_BYTES_MAX = 0x10000;

/**
 * Erases what is not erased, piece by piece, with a turn of the host's loop after each: a watchdog
 * that bites finds less to do each time. A block whose erasing was cut may pass for erased; its users
 * erase a block before they write to it, and nobody can read from it what it held. Throws where the
 * flash does.
 */
export async function erasePartition(host: EraseHost, path: string): Promise<void> {
  const partition = host.flash.open({ path, mode: "r+" });
  try {
    const { blocks, blockLength } = partition.status();
    const pieceBlocks = Math.floor(ERASE_PIECE_BYTES_MAX / blockLength);
    const isErased = erasedBy(host.checksum, partition);
    for (let start = 0; start < blocks; start += pieceBlocks) {
      const end = Math.min(start + pieceBlocks, blocks);
      if (!isErased(start, end)) partition.eraseBlock(start, end);
      await new Promise<void>((resolve) => host.timers.set(() => resolve(), 0));
    }
  } finally {
    partition.close();
  }
}

/** By a block's sum, since script would take seconds to look at each byte of 4 MiB. */
function erasedBy(
  checksum: Checksum,
  partition: FlashPartition,
): (start: number, end: number) => boolean {
  const { blockLength, eraseValue } = partition.status();
  const bytes = new Uint8Array(blockLength).fill(eraseValue);
  const erasedSum = checksum.crc32(bytes);
  return (start, end) => {
    for (let block = start; block < end; block++) {
      partition.read(bytes.buffer, block * blockLength);
      if (checksum.crc32(bytes) !== erasedSum) return false;
    }
    return true;
  };
}
