/** The one packet of SNTP that a client sends, and the one that it believes (RFC 5905, 7.3). */
export const SNTP_PACKET_BYTES = 48;

const VERSION_AND_CLIENT = 0x23;
const MODE_MASK = 7;
const MODE_SERVER = 4;
const LEAP_UNSYNCHRONIZED = 3;
const STRATUM_MAX = 15;
const ORIGINATE_OFFSET = 24;
const TRANSMIT_OFFSET = 40;
/** From 1900, where the protocol's era 0 begins, to 1970. */
const UNIX_EPOCH_S = 2_208_988_800;
const ERA_S = 2 ** 32;
/** 2025-01-01 in era 0: a smaller number is of era 1, which begins in 2036. */
const ERA_0_SINCE_S = UNIX_EPOCH_S + 1_735_689_600;

/**
 * The time that it claims to be sent at is a number by chance: the server must repeat it, so that
 * nobody who cannot see the request can answer it.
 */
export function sntpRequest(random: () => number): ArrayBuffer {
  const packet = new ArrayBuffer(SNTP_PACKET_BYTES);
  const view = new DataView(packet);
  view.setUint8(0, VERSION_AND_CLIENT);
  view.setUint32(TRANSMIT_OFFSET, Math.floor(random() * ERA_S));
  view.setUint32(TRANSMIT_OFFSET + 4, Math.floor(random() * ERA_S));
  return packet;
}

/** Seconds since 1970, or undefined where this is no answer to the request. */
export function secondsFrom(answer: ArrayBuffer, request: ArrayBuffer): number | undefined {
  const view = new DataView(answer);
  const asked = new DataView(request);
  const first = view.getUint8(0);
  const stratum = view.getUint8(1);
  if ((first & MODE_MASK) !== MODE_SERVER || first >> 6 === LEAP_UNSYNCHRONIZED) return undefined;
  if (stratum < 1 || stratum > STRATUM_MAX) return undefined;
  for (const at of [0, 4]) {
    const repeated = view.getUint32(ORIGINATE_OFFSET + at);
    if (repeated !== asked.getUint32(TRANSMIT_OFFSET + at)) return undefined;
  }
  const seconds = view.getUint32(TRANSMIT_OFFSET);
  if (seconds === 0) return undefined;
  return seconds - UNIX_EPOCH_S + (seconds < ERA_0_SINCE_S ? ERA_S : 0);
}
