import type { KeyValueFormat, KeyValueValue } from "../../modules/host/storage.js";
import { bytesOf } from "./byte-buffer.js";

type NumberFormat = Exclude<KeyValueFormat, "buffer" | "string">;

/** Little-endian, as an ESP32 keeps them. */
const BYTE_LENGTHS: Readonly<Record<NumberFormat, number>> = Object.freeze({
  uint8: 1,
  int8: 1,
  uint16: 2,
  int16: 2,
  uint32: 4,
  int32: 4,
  uint64: 8,
  int64: 8,
});

export function isFormat(text: string): text is KeyValueFormat {
  return text === "buffer" || text === "string" || Object.hasOwn(BYTE_LENGTHS, text);
}

/** TypeError where the value cannot become one of this format; integers wrap as in typed arrays. */
export function encodeValue(format: KeyValueFormat, value: unknown): ArrayBuffer | Uint8Array {
  if (format === "buffer") return bytesOf(value);
  if (format === "string") {
    return ArrayBuffer.fromString(textFrom(value));
  }
  const bytes = new ArrayBuffer(BYTE_LENGTHS[format]);
  const view = new DataView(bytes);
  if (format === "uint64") view.setBigUint64(0, bigintFrom(value), true);
  else if (format === "int64") view.setBigInt64(0, bigintFrom(value), true);
  else if (bytes.byteLength === 1) view.setUint8(0, numberFrom(value));
  else if (bytes.byteLength === 2) view.setUint16(0, numberFrom(value), true);
  else view.setUint32(0, numberFrom(value), true);
  return bytes;
}

export function decodeValue(format: KeyValueFormat, bytes: ArrayBuffer): KeyValueValue {
  if (format === "buffer") return bytes;
  if (format === "string") {
    return String.fromArrayBuffer(bytes);
  }
  const view = new DataView(bytes);
  switch (format) {
    case "uint8":
      return view.getUint8(0);
    case "int8":
      return view.getInt8(0);
    case "uint16":
      return view.getUint16(0, true);
    case "int16":
      return view.getInt16(0, true);
    case "uint32":
      return view.getUint32(0, true);
    case "int32":
      return view.getInt32(0, true);
    case "uint64":
      return view.getBigUint64(0, true);
    case "int64":
      // XS 13.3's getBigInt64 makes 0 of the lowest value.
      return BigInt.asIntN(64, view.getBigUint64(0, true));
  }
}

function textFrom(value: unknown): string {
  return `${primitive(value)}`;
}

function numberFrom(value: unknown): number {
  const number = +(primitive(value) as number);
  if (Number.isFinite(number)) return number;
  throw new TypeError("not a number");
}

/** Numbers are refused, as `BigInt64Array` does. */
function bigintFrom(value: unknown): bigint {
  if (typeof value === "bigint") return value;
  throw new TypeError("not a bigint");
}

/** An object, a Byte Buffer above all, is more likely a mistake than a value. */
function primitive(value: unknown): unknown {
  if (value === null || typeof value === "object" || typeof value === "function") {
    throw new TypeError("an object does not fit the format");
  }
  return value;
}
