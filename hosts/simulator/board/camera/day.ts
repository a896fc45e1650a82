import { Chance } from "./chance.js";
import { type PlannedStep, planDay, type StepKind } from "./day-plan.js";
import { encodeFrame } from "./raster.js";
import type { Place } from "./scenes/place.js";
import { allPlaces, PLACE_NAMES } from "./scenes/places.js";
import { Studio } from "./scenes/studio.js";
import { signatureOf } from "./signature.js";

export interface DayOptions {
  /** Wakes in the day. */
  readonly steps: number;
  /** By name; where it is missing the seed chooses. */
  readonly place?: string;
}

export interface DayStep {
  readonly index: number;
  readonly place: string;
  readonly hour: number;
  /** What has changed since the step before. */
  readonly kind: StepKind;
  /** Part of the picture that people cover, 0 to 1. */
  readonly personArea: number;
  /** 16 x 16 cells of mean luma, from the sensor's pixels with their noise. */
  readonly signature: Uint8Array;
  /** The frame itself, drawn when it is asked for; equal to what the camera would give. */
  jpeg(): Promise<Buffer>;
}

/** Signatures are taken from pictures drawn this much smaller, with noise reduced to match. */
const SIGNATURE_SCALE = 5;

/** A day as a camera sees it, wake by wake. The same seed gives the same day. */
export async function* generateDay(
  seed: number | string,
  options: DayOptions,
): AsyncGenerator<DayStep> {
  const place = choosePlace(seed, options.place);
  const small = await Studio.open(place, SIGNATURE_SCALE);
  let large: Promise<Studio> | undefined;
  const planned = planDay(seed, { place, steps: options.steps });
  for (const [index, step] of planned.entries()) {
    const { raster, personArea } = await small.shoot(step.scene, noiseOf(seed, index));
    const jpeg = async (): Promise<Buffer> => {
      large ??= Studio.open(place, 1);
      return encodeFrame((await (await large).shoot(step.scene, noiseOf(seed, index))).raster);
    };
    yield {
      index,
      place: place.name,
      ...brief(step),
      personArea,
      signature: signatureOf(raster),
      jpeg,
    };
  }
}

function brief({ hour, kind }: PlannedStep): { hour: number; kind: StepKind } {
  return { hour, kind };
}

function noiseOf(seed: number | string, index: number): Chance {
  return new Chance(seed, "sensor", index);
}

function choosePlace(seed: number | string, name: string | undefined): Place {
  const places = allPlaces();
  if (name === undefined) return new Chance(seed, "place").pick(places);
  const found = places.find((place) => place.name === name);
  if (found !== undefined) return found;
  throw new RangeError(`There is no place "${name}". There are: ${PLACE_NAMES.join(", ")}.`);
}
