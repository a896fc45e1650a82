import { FOCAL_PX, type Place } from "./place.js";

/**
 * The flash beside the lens, on what is a metre away, against full daylight. ESTIMATE: a white LED of
 * some 40 lm that shines by Lambert's law has 12 cd; a lamp of the scenes of strength 0.03 stands for
 * a bulb of 800 lm, 64 cd, a metre off.
 */
const STRENGTH_AT_1_M = 0.006;
/** Nearer than this, nothing gets brighter: the LED is no point then. */
const DEPTH_M_MIN = 0.3;

/** A small source: its light falls with the square of the distance. */
export function flashAt(depthM: number): number {
  return STRENGTH_AT_1_M / Math.max(depthM, DEPTH_M_MIN) ** 2;
}

/** What the background gets in each row: the ground as far as it goes, then what stands behind it. */
export function flashByRow(place: Place, heightPx: number, scale: number): number[] {
  return Array.from({ length: heightPx }, (_, row) => {
    const belowHorizonPx = (row + 0.5) * scale - place.horizonPx;
    const groundM = (place.cameraHeightM * FOCAL_PX) / Math.max(belowHorizonPx, 1);
    return flashAt(Math.min(groundM, place.backdropM));
  });
}
