import type { ByteBuffer } from "../../modules/host/bytes.js";
import type { FlashDriver } from "./flash.js";
import { accepted, type Refusal } from "./refusal.js";

/** Flash of an ESP32 and its relatives: the same rules and codes as on the virtual chip. */

const BLOCK_BYTES = 4096;
const ERASE_VALUE = 0xff;
const WRITE_ALIGN = 4;

/** In the order of `enum flash_refusal` in flash_esp32.c, from 1. */
const REFUSALS: readonly Refusal[] = [
  ["flash-partition-unknown", Error],
  ["flash-out-of-range", RangeError],
  ["flash-unaligned", RangeError],
  ["flash-would-set-bit", Error],
  ["flash-failed", Error],
];

function list(this: void, ...args: []): string[] {
  return native("xs_flash_list").call(this, ...args) as string[];
}

function sizeOf(this: void, ...args: [path: string]): number {
  return native("xs_flash_size").call(this, ...args) as number;
}

function readBytes(
  this: void,
  ...args: [path: string, byteOffset: number, byteLength: number]
): ArrayBuffer | number {
  return native("xs_flash_read").call(this, ...args) as ArrayBuffer | number;
}

function writeBytes(
  this: void,
  ...args: [path: string, byteOffset: number, bytes: Uint8Array]
): number {
  return native("xs_flash_write").call(this, ...args) as number;
}

function eraseBytes(
  this: void,
  ...args: [path: string, byteOffset: number, byteLength: number]
): number {
  return native("xs_flash_erase").call(this, ...args) as number;
}

function map(this: void, ...args: [path: string]): ByteBuffer | number {
  return native("xs_flash_map").call(this, ...args) as ByteBuffer | number;
}

export const partitionDriver: FlashDriver = Object.freeze({
  list,
  open(path: string) {
    const size = sizeOf(path);
    if (size === 0) accepted(REFUSALS, path, 1);
    return { size, blockLength: BLOCK_BYTES, eraseValue: ERASE_VALUE, writeAlign: WRITE_ALIGN };
  },
  read: (path: string, byteOffset: number, byteLength: number) =>
    accepted<ArrayBuffer>(REFUSALS, path, readBytes(path, byteOffset, byteLength)),
  write: (path: string, byteOffset: number, bytes: Uint8Array) => {
    accepted(REFUSALS, path, writeBytes(path, byteOffset, bytes));
  },
  erase: (path: string, start: number, end: number) => {
    accepted(REFUSALS, path, eraseBytes(path, start * BLOCK_BYTES, (end - start) * BLOCK_BYTES));
  },
});

/** A partition as read-only memory, without a copy; valid until the next boot. */
export function mapPartition(path: string): ByteBuffer {
  return accepted<ByteBuffer>(REFUSALS, path, map(path));
}
