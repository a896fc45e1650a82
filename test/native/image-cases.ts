import { DECODE_CODES } from "../../native/image/image.js";
import { buildDriver, runDriver, SANITIZED, uint32s } from "./native-driver.js";

/** `native/image` by way of its C test drivers. */
export interface ImageCase {
  readonly jpeg: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly fit: "squash" | "crop";
}

export interface Decoded {
  readonly code: string;
  readonly width: number;
  readonly height: number;
  /** What the driver filled the buffers with where the decoder left them alone: 0x5A. */
  readonly tensor: Uint8Array;
  readonly signature: Uint8Array;
}

export const SIGNATURE_BYTES = 256;
export const UNTOUCHED = 0x5a;
const CODES = ["ok", ...DECODE_CODES];
const TURBO = ["", "_callbacks", "_kinds"].map((part) => `native/image/image_turbo${part}.c`);
/** An installed build of libjpeg-turbo to test instead of the machine's own: the board's, say. */
const PREFIX = process.env.LIBJPEG_TURBO;
const CORE = ["native/image/image_area.c", "native/image/image_sink.c"];

/** The network's usual square. */
export function caseOf(jpeg: Uint8Array, changes: Partial<ImageCase> = {}): ImageCase {
  return { jpeg, width: 96, height: 96, channels: 3, fit: "squash", ...changes };
}

export function decodeAll(
  cases: readonly ImageCase[],
  environment: Readonly<Record<string, string>> = {},
): Decoded[] {
  const program = buildDriver({
    name: "image",
    sources: ["test/native/image_driver.c", ...TURBO, ...CORE],
    flags: PREFIX ? [...SANITIZED, `-I${PREFIX}/include`] : SANITIZED,
    libraries: [PREFIX ? `${PREFIX}/lib/libjpeg.a` : "-ljpeg"],
  });
  const input = cases.flatMap(({ jpeg, width, height, channels, fit }) => [
    uint32s(jpeg.length, width, height, channels, fitNumber(fit)),
    jpeg,
  ]);
  const answer = runDriver(program, input, { environment });
  let at = 0;
  const take = (byteLength: number) => {
    at += byteLength;
    return answer.subarray(at - byteLength, at);
  };
  return cases.map((one) => {
    const numbers = take(12);
    return {
      code: CODES[numbers.readUInt32LE(0)] ?? "unknown",
      width: numbers.readUInt32LE(4),
      height: numbers.readUInt32LE(8),
      tensor: take(one.width * one.height * one.channels),
      signature: take(SIGNATURE_BYTES),
    };
  });
}

export function decode(
  jpeg: Uint8Array,
  changes: Partial<ImageCase> = {},
  environment: Readonly<Record<string, string>> = {},
): Decoded {
  return decodeAll([caseOf(jpeg, changes)], environment)[0] as Decoded;
}

export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly pixels: Uint8Array;
}

export interface AverageCase {
  readonly frame: Frame;
  readonly width: number;
  readonly height: number;
  readonly fit: "squash" | "crop";
}

/** The averaging alone, without a JPEG; `bits` 32 is the board's arithmetic. */
export function averageAll(
  cases: readonly AverageCase[],
  bits: 32 | 64 = 64,
): { readonly tensor: Uint8Array; readonly signature: Uint8Array }[] {
  const program = buildDriver({
    name: `sink${bits}`,
    sources: ["test/native/sink_driver.c", ...CORE],
    flags: bits === 32 ? ["-m32"] : SANITIZED,
  });
  const input = cases.flatMap(({ frame, width, height, fit }) => [
    uint32s(frame.width, frame.height, width, height, frame.channels, fitNumber(fit)),
    frame.pixels,
  ]);
  const answer = runDriver(program, input);
  let at = 0;
  return cases.map(({ frame, width, height }) => {
    const end = at + width * height * frame.channels;
    const tensor = answer.subarray(at, end);
    at = end + SIGNATURE_BYTES;
    return { tensor, signature: answer.subarray(end, at) };
  });
}

function fitNumber(fit: "squash" | "crop"): number {
  return fit === "crop" ? 1 : 0;
}
