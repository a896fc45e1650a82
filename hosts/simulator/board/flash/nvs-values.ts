import { OperationError } from "../part.js";
import { NAME_BYTES_MAX, type NvsFormat, recordBytes, valueBytesMax } from "./nvs-record.js";

/** As in ESP-IDF, where a string ends in a zero byte that counts. */
export const STRING_BYTES_MAX = 3999;

export interface NvsValue {
  readonly format: NvsFormat;
  readonly bytes: Uint8Array;
}

export interface Names {
  readonly domain: string;
  readonly key: string;
}

/** Cuts a value into what single records hold; a short one stays whole. */
export function split(names: Names, bytes: Uint8Array): Uint8Array[] {
  const pieceBytes = valueBytesMax(names.domain, names.key);
  const count = Math.max(1, Math.ceil(bytes.length / pieceBytes));
  return Array.from({ length: count }, (_, index) =>
    bytes.slice(index * pieceBytes, (index + 1) * pieceBytes),
  );
}

/** What the records of these pieces take in the log. */
export function bytesNeeded({ domain, key }: Names, pieces: readonly Uint8Array[]): number {
  const whole = pieces.length === 1 ? 0 : recordBytes(domain, key, 0);
  return pieces.reduce((sum, piece) => sum + recordBytes(domain, key, piece.length), whole);
}

export function checkedNames(domain: string, key: string): Names {
  return { domain: checkedName(domain), key: checkedName(key) };
}

/** Printable ASCII, as ESP-IDF has it. Throws `name-invalid`. */
export function checkedName(name: string): string {
  if (name.length <= NAME_BYTES_MAX && /^[\x20-\x7e]+$/.test(name)) return name;
  const text = `${JSON.stringify(name)} is not a name of 1 to ${NAME_BYTES_MAX} ASCII characters`;
  throw new OperationError("name-invalid", text, "RangeError");
}

export function tooLarge(byteLength: number): OperationError {
  const text = `a value of ${byteLength} bytes is longer than storage can hold`;
  return new OperationError("value-too-large", text, "RangeError");
}

export function idOf({ domain, key }: Names): string {
  return `${domain}\n${key}`;
}
