import { BLOCK_BYTES } from "../../hosts/simulator/board/flash/flash-rules.js";
import type { ByteBuffer } from "../../modules/host/bytes.js";
import type { FlashModule, FlashPartition } from "../../modules/host/storage.js";

/** Of the virtual chip, or of memory alone. */
export interface Region {
  readonly byteLength: number;
  readonly blocks: number;
  read(offset: number, byteLength: number): Uint8Array;
  write(offset: number, bytes: Uint8Array): void;
  erase(start: number, end: number): void;
}

/** An erased region that keeps to what a chip can do: bits are cleared, blocks are set. */
export function memoryRegion(blocks: number): Region {
  const cells = new Uint8Array(blocks * BLOCK_BYTES).fill(0xff);
  return {
    blocks,
    byteLength: cells.byteLength,
    read: (offset, byteLength) => cells.subarray(offset, offset + byteLength),
    write: (offset, bytes) => {
      bytes.forEach((byte, at) => {
        cells[offset + at] = (cells[offset + at] as number) & byte;
      });
    },
    erase: (start, end) => cells.fill(0xff, start * BLOCK_BYTES, end * BLOCK_BYTES),
  };
}

/** ECMA-419 Flash with one partition, over a region. */
export class RegionFlash implements FlashModule {
  readonly #path: string;
  readonly #region: Region;

  constructor(path: string, region: Region) {
    this.#path = path;
    this.#region = region;
  }

  open({ path }: { readonly path: string }): FlashPartition {
    if (path !== this.#path) throw new Error(`no partition ${path}`);
    const region = this.#region;
    return {
      read: ((wanted: number | ByteBuffer, byteOffset: number) => {
        if (typeof wanted === "number") return region.read(byteOffset, wanted).slice().buffer;
        const into = new Uint8Array(wanted as ArrayBuffer);
        into.set(region.read(byteOffset, into.byteLength));
        return into.byteLength;
      }) as FlashPartition["read"],
      write: (bytes, byteOffset) => region.write(byteOffset, new Uint8Array(bytes as Uint8Array)),
      eraseBlock: (start, end = start + 1) => region.erase(start, end),
      status: () => ({
        size: region.byteLength,
        blockLength: BLOCK_BYTES,
        blocks: region.blocks,
        eraseValue: 0xff,
        writeAlign: 4,
      }),
      close: () => {},
    };
  }

  *[Symbol.iterator](): Iterator<string> {
    yield this.#path;
  }
}
