/** The light of a moment. */
export interface Light {
  /** 1 at noon, 0.0025 at night, which in a town is never quite dark. */
  readonly daylight: number;
  /** How bright the sky itself is: at night the light comes from the street, not from there. */
  readonly sky: number;
  readonly tint: readonly [red: number, green: number, blue: number];
  /** What there is in any corner. */
  readonly glow: number;
  /** For each lamp of the place, 0 to 1. */
  readonly lamps: readonly number[];
  /** The board's own. */
  readonly flash?: boolean;
}

/** Daylight over the day, by the hour: strength and colour. Between the rows it is blended. */
const SKY_BY_HOUR: readonly (readonly [
  hour: number,
  daylight: number,
  tint: readonly [number, number, number],
])[] = [
  [0, 0.0025, [0.86, 0.92, 1.16]],
  [5, 0.0025, [0.86, 0.92, 1.16]],
  [6, 0.016, [0.85, 0.92, 1.2]],
  [6.75, 0.09, [1.12, 0.96, 0.92]],
  [8, 0.4, [1.08, 1, 0.93]],
  [12, 1, [1, 1, 1]],
  [17, 0.5, [1.07, 1, 0.92]],
  [19, 0.1, [1.2, 0.95, 0.78]],
  [20, 0.016, [0.9, 0.92, 1.15]],
  [21, 0.0025, [0.86, 0.92, 1.16]],
  [24, 0.0025, [0.86, 0.92, 1.16]],
];

/** Light of a town, at any hour and in any corner. */
const TOWN_GLOW = 0.00012;
const STREET_LIGHT = 0.0022;
const NIGHT_SKY = 0.0004;

/** Strength is blended in octaves, as dawn looks to a camera that adapts. */
export function daylightAt(hour: number): Omit<Light, "lamps"> {
  const after = SKY_BY_HOUR.findIndex(([rowHour]) => rowHour > hour);
  const [fromHour, fromLight, fromTint] = row(after === -1 ? SKY_BY_HOUR.length - 2 : after - 1);
  const [toHour, toLight, toTint] = row(after === -1 ? SKY_BY_HOUR.length - 1 : after);
  const part = (hour - fromHour) / (toHour - fromHour);
  const mix = (channel: 0 | 1 | 2): number =>
    fromTint[channel] + (toTint[channel] - fromTint[channel]) * part;
  const daylight = fromLight * (toLight / fromLight) ** part;
  return {
    daylight,
    sky: Math.max(NIGHT_SKY, daylight - STREET_LIGHT),
    tint: [mix(0), mix(1), mix(2)],
    glow: TOWN_GLOW,
  };
}

/** Stars alone: far below what the sensor can tell from nothing. */
export function moonlessNight(lamps: number): Light {
  return {
    daylight: 1e-6,
    sky: 1e-6,
    tint: [0.86, 0.92, 1.16],
    glow: 1e-6,
    lamps: Array(lamps).fill(0),
  };
}

function row(index: number): (typeof SKY_BY_HOUR)[number] {
  const found = SKY_BY_HOUR[index];
  if (found === undefined) throw new RangeError("an hour is from 0 to 24");
  return found;
}

/** 8-bit colours to linear light. */
export const LINEAR: Float32Array = Float32Array.from({ length: 256 }, (_, value) =>
  value <= 10 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4,
);
