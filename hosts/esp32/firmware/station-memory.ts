import { STATION_MEMORY_BYTES, type Station } from "../../../native/wifi/wifi.js";

/**
 * What a station knows from wakes before this one: bytes 0-3 a sum of the SSID, 4-9 the BSSID, 10
 * the channel (0: nothing), 12-15 when the clock was set, in seconds since 1970 (0: never).
 */
export interface KnownAccessPoint {
  readonly bssid: Uint8Array;
  readonly channel: number;
}

const BSSID_OFFSET = 4;
const BSSID_BYTES = 6;
const CHANNEL_OFFSET = 10;
const CLOCK_OFFSET = 12;

/** Undefined where another network, or none, was joined before. */
export function knownAccessPoint(station: Station, ssid: string): KnownAccessPoint | undefined {
  const memory = new DataView(station.recall());
  const channel = memory.getUint8(CHANNEL_OFFSET);
  if (channel === 0 || memory.getUint32(0) !== sumOf(ssid)) return undefined;
  return { bssid: new Uint8Array(memory.buffer.slice(BSSID_OFFSET, CHANNEL_OFFSET)), channel };
}

/** `joined` is BSSID and channel, as the station gives them; undefined forgets. */
export function rememberAccessPoint(
  station: Station,
  ssid: string,
  joined: ArrayBuffer | undefined,
): void {
  const memory = station.recall();
  const view = new DataView(memory);
  view.setUint32(0, sumOf(ssid));
  const place = new Uint8Array(memory, BSSID_OFFSET, BSSID_BYTES + 1);
  if (joined === undefined) place.fill(0);
  else place.set(new Uint8Array(joined));
  station.remember(memory);
}

export function clockSetAtS(station: Station): number {
  return new DataView(station.recall()).getUint32(CLOCK_OFFSET);
}

export function rememberClockSet(station: Station, atS: number): void {
  const memory = station.recall();
  if (memory.byteLength !== STATION_MEMORY_BYTES) throw new Error("the station's memory is odd");
  new DataView(memory).setUint32(CLOCK_OFFSET, atS);
  station.remember(memory);
}

/** FNV-1a over the text's units: enough to tell one SSID from another. */
function sumOf(text: string): number {
  let sum = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) {
    sum = Math.imul(sum ^ text.charCodeAt(at), 0x01000193);
  }
  return sum >>> 0;
}
