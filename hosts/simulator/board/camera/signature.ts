import type { Raster } from "./raster.js";

const SIDE_CELLS = 16;

/** Mean luma (BT.601, as a JPEG has it) of 16 x 16 cells, rows from the top. */
export function signatureOf({ pixels, widthPx, heightPx }: Raster): Uint8Array {
  const cellWidthPx = widthPx / SIDE_CELLS;
  const cellHeightPx = heightPx / SIDE_CELLS;
  const sums = new Float64Array(SIDE_CELLS * SIDE_CELLS);
  for (let y = 0; y < heightPx; y++) {
    const row = Math.floor(y / cellHeightPx) * SIDE_CELLS;
    for (let x = 0; x < widthPx; x++) {
      const at = (y * widthPx + x) * 3;
      const cell = row + Math.floor(x / cellWidthPx);
      const luma =
        0.299 * (pixels[at] as number) +
        0.587 * (pixels[at + 1] as number) +
        0.114 * (pixels[at + 2] as number);
      sums[cell] = (sums[cell] as number) + luma;
    }
  }
  return Uint8Array.from(sums, (sum) => Math.round(sum / (cellWidthPx * cellHeightPx)));
}
