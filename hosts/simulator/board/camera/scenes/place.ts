/**
 * A place as the camera sees it, taken apart so that any light can be put on it: colours without
 * light, and maps of where each light falls. All drawings are SVG bodies in frame pixels (640 x
 * 480). Maps are gray: white is all of that light, black none.
 */
export interface Place {
  readonly name: string;
  readonly indoors: boolean;
  /** The ground's vanishing line, in pixels from the top. */
  readonly horizonPx: number;
  readonly cameraHeightM: number;
  /** How far away it is what stands behind the ground. */
  readonly backdropM: number;
  readonly albedo: string;
  /** Where daylight falls, with the shadows of roofs and furniture. */
  readonly daylight: string;
  /** What shines by itself by day: the sky, windows. Colours. */
  readonly sky: string;
  readonly lamps: readonly Lamp[];
  /** What somebody farther away than this is hidden by. */
  readonly cover?: { readonly depthM: number; readonly mask: string };
  /** What the wind moves. */
  readonly plants: readonly Plant[];
  /** Where people walk: corners on the ground, in metres right of the lens and away from it. */
  readonly paths: readonly (readonly GroundPoint[])[];
  /** Where something that is no person may come by. */
  readonly visitors: readonly ("cat" | "dog" | "car")[];
}

export interface GroundPoint {
  readonly rightM: number;
  readonly awayM: number;
}

/** A way over the ground, from corners of [metres to the right, metres away]. */
export function way(...corners: readonly (readonly [number, number])[]): GroundPoint[] {
  return corners.map(([rightM, awayM]) => ({ rightM, awayM }));
}

export interface Lamp {
  readonly map: string;
  /** The bulb or shade itself. Colours. */
  readonly bulb: string;
  readonly tint: readonly [red: number, green: number, blue: number];
  /** Against full daylight, which is 1. */
  readonly strength: number;
  /** Nobody switches it: it is on while there is less daylight than STREET_LAMP_DAYLIGHT. */
  readonly street?: boolean;
}

export const STREET_LAMP_DAYLIGHT = 0.01;

export interface Plant {
  readonly rootPx: { readonly x: number; readonly y: number };
  readonly heightPx: number;
  readonly widthPx: number;
  readonly depthM: number;
  readonly seed: number;
}

/** Of the OV2640's usual lens: 66 degrees across. */
export const FOCAL_PX = 493;

export interface Spot {
  readonly x: number;
  /** Where the soles are. */
  readonly y: number;
  readonly pxPerM: number;
}

export function spotOf(place: Place, { rightM, awayM }: GroundPoint): Spot {
  const pxPerM = FOCAL_PX / awayM;
  return {
    x: 320 + rightM * pxPerM,
    y: place.horizonPx + place.cameraHeightM * pxPerM,
    pxPerM,
  };
}

/** A place on a way, where 0 is its first corner and 1 its last. */
export function pointOn(way: readonly GroundPoint[], part: number): GroundPoint {
  const legs = way.length - 1;
  const leg = Math.min(legs - 1, Math.floor(part * legs));
  const from = way[leg] as GroundPoint;
  const to = way[leg + 1] as GroundPoint;
  const along = part * legs - leg;
  return {
    rightM: from.rightM + (to.rightM - from.rightM) * along,
    awayM: from.awayM + (to.awayM - from.awayM) * along,
  };
}
