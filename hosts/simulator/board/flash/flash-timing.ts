/**
 * What flash operations cost on the board. Each row names its source; the sum of rows is an
 * estimate for a W25Q32-class chip driven by ESP-IDF at 40 MHz in DIO mode.
 */
export interface FlashTiming {
  readonly busHz: number;
  readonly readOverheadClocks: number;
  readonly readClocksPerByte: number;
  readonly writeOverheadClocks: number;
  readonly writeClocksPerByte: number;
  readonly pieceBytes: number;
  readonly programFirstByteUs: number;
  readonly programNextByteUs: number;
  readonly sectorEraseUs: number;
  readonly blockEraseUs: number;
}

export const FLASH_TIMING: FlashTiming = Object.freeze({
  // ESP-IDF Programming Guide, "Speed Optimization": the ESP32's flash runs at 40 MHz by default.
  busHz: 40e6,
  // Winbond W25Q32 data sheet, "Fast Read Dual I/O (BBh)": 8 clocks of instruction, 12 of address,
  // 4 of mode bits; then 4 clocks for each byte on two lines.
  readOverheadClocks: 24,
  readClocksPerByte: 4,
  // The same, "Page Program (02h)": 8 clocks of instruction, 24 of address, 8 for each byte.
  writeOverheadClocks: 32,
  writeClocksPerByte: 8,
  // ESP-IDF spi_flash_hal.h, SPI_FLASH_HAL_MAX_READ_BYTES and _WRITE_BYTES: one command each.
  pieceBytes: 64,
  // Winbond W25X/W25Q data sheets, "AC Electrical Characteristics", typical: tBP1 and tBP2, which
  // make 0.7 ms of a page of 256 bytes (tPP). Newer parts state 0.4 ms.
  programFirstByteUs: 30,
  programNextByteUs: 2.5,
  // The same table, typical: tSE, 4 KiB (at most 400 ms), and tBE2, 64 KiB (at most 2 s), which
  // ESP-IDF's esp_flash_erase_region uses for every aligned 64 KiB.
  sectorEraseUs: 45_000,
  blockEraseUs: 150_000,
});

export function readMs(byteLength: number, timing = FLASH_TIMING): number {
  const pieces = Math.max(1, Math.ceil(byteLength / timing.pieceBytes));
  const clocks = pieces * timing.readOverheadClocks + byteLength * timing.readClocksPerByte;
  return (clocks / timing.busHz) * 1e3;
}

export function programMs(byteLength: number, timing = FLASH_TIMING): number {
  const pieces = Math.ceil(byteLength / timing.pieceBytes);
  const clocks = pieces * timing.writeOverheadClocks + byteLength * timing.writeClocksPerByte;
  const cellsUs =
    pieces * timing.programFirstByteUs + (byteLength - pieces) * timing.programNextByteUs;
  return (clocks / timing.busHz) * 1e3 + cellsUs / 1e3;
}

const LARGE_ERASE_BYTES = 0x10000;

/** Erasing whole 4 KiB sectors from `address` on, with the large command where it fits. */
export function eraseMs(address: number, byteLength: number, timing = FLASH_TIMING): number {
  const end = address + byteLength;
  const largeStart = Math.ceil(address / LARGE_ERASE_BYTES) * LARGE_ERASE_BYTES;
  const largeEnd = Math.floor(end / LARGE_ERASE_BYTES) * LARGE_ERASE_BYTES;
  const large = Math.max(0, largeEnd - largeStart) / LARGE_ERASE_BYTES;
  const sectors = (byteLength - large * LARGE_ERASE_BYTES) / 0x1000;
  return (large * timing.blockEraseUs + sectors * timing.sectorEraseUs) / 1e3;
}
