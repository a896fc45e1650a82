import type { WakeRow } from "./session.js";

/** Everything of a wake that depends on the seed alone, as one line of JSON. */
export function logLine(row: WakeRow): string {
  const { number, cause, startMs, durationMs, how, picture, label, computrons, report } = row;
  const { slotBytesPeak, chunkBytesPeak, bytesSent } = row;
  return JSON.stringify({
    number,
    cause,
    startMs,
    durationMs,
    how,
    picture,
    label,
    computrons,
    slotBytesPeak,
    chunkBytesPeak,
    bytesSent,
    report,
  });
}
