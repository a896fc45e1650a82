import { OperationError } from "../part.js";

export const FLASH_BYTES = 4 * 1024 * 1024;
export const BLOCK_BYTES = 4096;
export const WRITE_ALIGN_BYTES = 4;
export const ERASED_BYTE = 0xff;

/** Throws `flash-out-of-range`. `where` names what the stretch should lie in. */
export function checkRange(
  offset: number,
  byteLength: number,
  { limitBytes, where }: { limitBytes: number; where: string },
): void {
  const whole = Number.isInteger(offset) && Number.isInteger(byteLength);
  if (whole && offset >= 0 && byteLength >= 0 && offset + byteLength <= limitBytes) return;
  const text = `${byteLength} bytes at ${hex(offset)} are outside the ${where}`;
  throw new OperationError("flash-out-of-range", text, "RangeError");
}

/** Throws `flash-unaligned`. */
export function checkAlignment(address: number, byteLength: number): void {
  if (address % WRITE_ALIGN_BYTES === 0 && byteLength % WRITE_ALIGN_BYTES === 0) return;
  const text = `a write of ${byteLength} bytes at ${hex(address)} is not ${WRITE_ALIGN_BYTES}-aligned`;
  throw new OperationError("flash-unaligned", text, "RangeError");
}

/** Throws `flash-would-set-bit`: only an erase sets bits. */
export function checkOnlyClears(address: number, before: Uint8Array, bytes: Uint8Array): void {
  for (let i = 0; i < bytes.length; i++) {
    const old = before[i] as number;
    const wanted = bytes[i] as number;
    if ((wanted & ~old) === 0) continue;
    const text = `writing ${hex(wanted)} over ${hex(old)} at ${hex(address + i)} would set a bit`;
    throw new OperationError("flash-would-set-bit", `${text}; erase the block first`);
  }
}

function hex(value: number): string {
  return `0x${value.toString(16)}`;
}
