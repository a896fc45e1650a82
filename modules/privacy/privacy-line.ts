import type { Checksum } from "../host/checksum.js";
import type { Codec } from "../host/codec.js";

/** What leaves this device, before it does (docs/SPEC.md, "Privacy log"). */
export interface Departure {
  /** Wall clock, ms since 1970; kept in seconds. */
  readonly atMs: number;
  readonly why: Reason;
  /** As the settings name them. */
  readonly provider: string;
  readonly transport: string;
  /** To whom; kept to HOST_CHARS_MAX. */
  readonly host: string;
  /** Of the picture; 0 where none goes with it. */
  readonly pictureBytes: number;
}

/** What became of it. A line without this was cut short, and the picture may have left. */
export interface Arrival {
  readonly answered: boolean;
  /** HTTP's; 0 where there was none. */
  readonly status: number;
  /** Of the bodies of all requests. */
  readonly bytesSent: number;
  /** Millionths of a dollar, told or reckoned. */
  readonly microDollars: number;
}

export interface PrivacyLine extends Departure {
  readonly sequence: number;
  readonly arrival?: Arrival;
}

/**
 * A chip that was unsure, one that was checked, what the cloud's model asked of the device, and a
 * frame that had to wait.
 */
export const REASONS = [
  "escalated",
  "audited",
  "look_again",
  "recent_history",
  "device_status",
  "late",
  "unknown_tool",
] as const;
export type Reason = (typeof REASONS)[number];

const PROVIDERS: readonly string[] = ["openai-chat", "openai-responses", "anthropic", "gemini"];
const TRANSPORTS: readonly string[] = ["https", "sse", "websocket"];
export const HOST_CHARS_MAX = 40;

/** Written before the picture leaves, then what became of it: no unit of 32 bytes twice. */
export const DEPARTURE_BYTES = 64;
export const ARRIVAL_BYTES = 32;
export const LINE_BYTES = DEPARTURE_BYTES + ARRIVAL_BYTES;
const HOST_AT = 20;
/** Of an erased word, which no line has for its number. */
const ERASED = 0xffff_ffff;

interface Tools {
  readonly checksum: Checksum;
  readonly codec: Codec;
}

export function encodeDeparture(
  { checksum, codec }: Tools,
  sequence: number,
  { atMs, why, provider, transport, host, pictureBytes }: Departure,
): Uint8Array {
  const bytes = new Uint8Array(DEPARTURE_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, sequence, true);
  view.setUint32(4, Math.floor(atMs / 1_000), true);
  bytes.set([REASONS.indexOf(why), PROVIDERS.indexOf(provider), TRANSPORTS.indexOf(transport)], 8);
  view.setUint32(12, pictureBytes, true);
  bytes.set(new Uint8Array(codec.encodeUtf8(host)).subarray(0, HOST_CHARS_MAX), HOST_AT);
  return summed(checksum, bytes);
}

export function encodeArrival(
  { checksum }: Pick<Tools, "checksum">,
  { answered, status, bytesSent, microDollars }: Arrival,
): Uint8Array {
  const bytes = new Uint8Array(ARRIVAL_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, answered ? 1 : 0, true);
  view.setUint32(4, status, true);
  view.setUint32(8, bytesSent, true);
  view.setUint32(12, microDollars, true);
  return summed(checksum, bytes);
}

/** The number of a sound line; 0 where there is none. */
export function sequenceOf(checksum: Checksum, line: Uint8Array): number {
  const sequence = viewOf(line).getUint32(0, true);
  const isSound = sequence !== ERASED && isSummed(checksum, line.subarray(0, DEPARTURE_BYTES));
  return isSound ? sequence : 0;
}

/** Of a sound line. */
export function decodeLine({ checksum, codec }: Tools, line: Uint8Array): PrivacyLine {
  const view = viewOf(line);
  const [why = 0, provider = 0, transport = 0] = line.subarray(8);
  const host = line.subarray(HOST_AT, HOST_AT + HOST_CHARS_MAX);
  const end = host.indexOf(0);
  const arrival = line.subarray(DEPARTURE_BYTES, LINE_BYTES);
  return {
    sequence: view.getUint32(0, true),
    atMs: view.getUint32(4, true) * 1_000,
    why: REASONS[why] ?? "escalated",
    provider: PROVIDERS[provider] ?? "",
    transport: TRANSPORTS[transport] ?? "",
    host: codec.decodeUtf8(end < 0 ? host : host.subarray(0, end)) ?? "",
    pictureBytes: view.getUint32(12, true),
    ...(isSummed(checksum, arrival) ? { arrival: decodeArrival(arrival) } : {}),
  };
}

function decodeArrival(bytes: Uint8Array): Arrival {
  const view = viewOf(bytes);
  return {
    answered: view.getUint32(0, true) === 1,
    status: view.getUint32(4, true),
    bytesSent: view.getUint32(8, true),
    microDollars: view.getUint32(12, true),
  };
}

/** Its last word is the sum of those before. */
function summed(checksum: Checksum, bytes: Uint8Array): Uint8Array {
  const at = bytes.byteLength - 4;
  viewOf(bytes).setUint32(at, checksum.crc32(bytes.subarray(0, at)), true);
  return bytes;
}

function isSummed(checksum: Checksum, bytes: Uint8Array): boolean {
  const at = bytes.byteLength - 4;
  return viewOf(bytes).getUint32(at, true) === checksum.crc32(bytes.subarray(0, at));
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}
