/** As addresses are written: 0x10000. */
export function hex(value: number): string {
  return `0x${value.toString(16)}`;
}
