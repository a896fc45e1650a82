import { LINEAR } from "./light.js";

/** Share of daylight that reaches what the sky does not see. */
const SHADE_PART = 0.22;
/** Share of daylight that comes through windows into a room. */
const ROOM_PART = 0.28;

/** Colours in linear light. */
export function linear(pixels: Uint8Array): Float32Array {
  const values = new Float32Array(pixels.length);
  for (let at = 0; at < values.length; at++) values[at] = LINEAR[pixels[at] as number] as number;
  return values;
}

/** A gray drawing, one byte for each pixel. */
export function firstChannel(pixels: Uint8Array): Uint8Array {
  const values = new Uint8Array(pixels.length / 3);
  for (let at = 0; at < values.length; at++) values[at] = pixels[at * 3] as number;
  return values;
}

/** A lamp's light falls with the square of what its map says. */
export function squared(map: Uint8Array): Float32Array {
  return Float32Array.from(firstChannel(map)).map((value) => (value / 255) ** 2);
}

/** Outdoors there is light in the shade too; a room gets what its windows let in. */
export function skyShare(map: Uint8Array, indoors: boolean): Float32Array {
  const seen = Float32Array.from(firstChannel(map));
  if (indoors) return seen.map((value) => (value / 255) * ROOM_PART);
  return seen.map((value) => SHADE_PART + ((1 - SHADE_PART) * value) / 255);
}
