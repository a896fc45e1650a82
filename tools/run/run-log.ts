import type { WakeRow } from "./wake-row.js";

/** Everything of a wake that depends on the seed alone, as one line of JSON. */
export function logLine(row: WakeRow): string {
  const { number, cause, startMs, durationMs, how, picture, label, computrons, report } = row;
  const { slotBytesPeak, chunkBytesPeak, bytesSent, lights } = row;
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
    // Few wakes have any.
    ...(lights.length === 0 ? {} : { lights }),
    report,
  });
}
