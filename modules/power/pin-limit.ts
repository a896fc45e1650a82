/**
 * A cap on wakes by the motion sensor, against one that is stuck or sees a flag in the wind. Each
 * takes a share of the hour from an allowance that comes back with time (ATM's GCRA, "virtual
 * scheduling"): one number, `clearMs`, says when the allowance is whole again. A quarter of the
 * hour's wakes may come at once and the others come back evenly over the hour, so that no hour at
 * all, wherever it begins, holds more than the cap.
 */
const HOUR_MS = 3_600_000;

/** Takes one wake by the pin into account; the new `clearMs`. */
export function countPinWake(clearMs: number, nowMs: number, perHourMax: number): number {
  const from = plausible(clearMs, nowMs);
  return (from > nowMs ? from : nowMs) + shareMs(perHourMax);
}

/** How long until one more wake stays within the cap; 0 or less where it does now. */
export function pinWaitMs(clearMs: number, nowMs: number, perHourMax: number): number {
  // As a rule nothing was taken for long, and a wake has better things to reckon.
  if (clearMs <= nowMs) return 0;
  return plausible(clearMs, nowMs) - nowMs - (atOnce(perHourMax) - 1) * shareMs(perHourMax);
}

/** A clock that was set back costs an hour at most. */
function plausible(clearMs: number, nowMs: number): number {
  return clearMs - nowMs <= HOUR_MS ? clearMs : nowMs + HOUR_MS;
}

function atOnce(perHourMax: number): number {
  return perHourMax < 8 ? 1 : perHourMax >> 2;
}

function shareMs(perHourMax: number): number {
  return perHourMax < 2 ? HOUR_MS : HOUR_MS / (perHourMax - atOnce(perHourMax));
}
