/** What the camera's options and arguments may be; each check throws as the standard asks. */

export type Format = "buffer" | "buffer/disposable";

export function checkedFormat(format: unknown): Format {
  if (format === "buffer" || format === "buffer/disposable") return format;
  throw new RangeError("format: buffer or buffer/disposable");
}

export function checkedCallback<Callback>(callback: Callback, name: string): Callback | undefined {
  if (callback === undefined || callback === null) return undefined;
  if (typeof callback !== "function") throw new TypeError(`${name}: not a function`);
  return callback;
}

export function checkedSide(side: unknown, name: string): number {
  if (typeof side !== "number") throw new TypeError(`${name}: not a number`);
  if (!Number.isInteger(side) || side <= 0) throw new RangeError(`${name}: not a count of pixels`);
  return side;
}

export function checkedExposure(exposure: unknown): number {
  if (typeof exposure !== "number") throw new TypeError("exposure: not a number");
  if (!Number.isInteger(exposure) || exposure < 0) throw new RangeError("exposure: of no frame");
  return exposure;
}

export function checkedLevel(level: unknown, name: string): void {
  if (typeof level !== "number") throw new TypeError(`${name}: not a number`);
  if (!(level >= 0 && level <= 100)) throw new RangeError(`${name}: 0 to 100`);
}

export function checkedWanted(wanted: unknown): void {
  if (wanted === undefined || ArrayBuffer.isView(wanted) || wanted instanceof ArrayBuffer) return;
  if (typeof wanted !== "number") throw new TypeError("neither a byte count nor a buffer");
  if (!Number.isInteger(wanted) || wanted < 0) throw new RangeError("not a byte count");
}
