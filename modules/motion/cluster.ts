import { SIGNATURE_BYTES, SIGNATURE_SIDE } from "./signature.js";

/** Whether some marked cell has, with its eight neighbours, `count` marks. */
export function clustered(marks: Uint8Array, count: number): boolean {
  for (let cell = 0; cell < SIGNATURE_BYTES; cell++) {
    if (marks[cell] === 1 && marksAround(marks, cell) >= count) return true;
  }
  return false;
}

function marksAround(marks: Uint8Array, cell: number): number {
  const column = cell % SIGNATURE_SIDE;
  const left = column > 0 ? -1 : 0;
  const right = column < SIGNATURE_SIDE - 1 ? 1 : 0;
  let count = 0;
  for (let row = cell - SIGNATURE_SIDE; row <= cell + SIGNATURE_SIDE; row += SIGNATURE_SIDE) {
    // Beyond the first and the last row an index reads as undefined, which is no mark.
    for (let offset = left; offset <= right; offset++) count += marks[row + offset] ?? 0;
  }
  return count;
}
