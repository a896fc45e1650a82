import type { Chance } from "../chance.js";
import { type Cutout, drawOpaque, type Raster } from "../raster.js";
import { flashAt, flashByRow } from "./flash.js";
import { LINEAR, type Light } from "./light.js";
import { firstChannel, linear, skyShare, squared } from "./light-maps.js";
import type { Place } from "./place.js";
import { exposed } from "./sensor.js";
import { framePage } from "./svg.js";

/** A bulb against what it lights. */
const BULB_BRIGHTNESS = 3;
/** Backgrounds kept lit; a day has long stretches of one light. */
const LIT_KEPT_MAX = 3;

/** Something that stands on the stage: a figure and where its page lies. */
export interface Actor {
  readonly figure: Cutout;
  readonly leftPx: number;
  readonly topPx: number;
  readonly depthM: number;
}

/** The drawings in linear light. `daylight` and a lamp's `reach` are shares from 0 to 1. */
interface Layers {
  readonly albedo: Float32Array;
  readonly daylight: Float32Array;
  readonly sky: Float32Array;
  readonly lamps: readonly { readonly reach: Float32Array; readonly bulb: Float32Array }[];
  readonly cover: Uint8Array | undefined;
}

/** One light that is on: where it reaches, and how strong it is in each channel. */
interface Source {
  readonly reach: Float32Array;
  readonly strength: readonly number[];
}

/** A place, drawn once, that can be lit and peopled again and again for little. */
export class Stage {
  readonly place: Place;
  /** Frame pixels per pixel here. */
  readonly scale: number;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly #layers: Layers;
  readonly #lit = new Map<string, Float32Array>();

  private constructor(place: Place, scale: number, layers: Layers) {
    this.place = place;
    this.scale = scale;
    this.widthPx = 640 / scale;
    this.heightPx = 480 / scale;
    this.#layers = layers;
  }

  static async open(place: Place, scale: number): Promise<Stage> {
    const draw = async (body: string): Promise<Uint8Array> =>
      (await drawOpaque(framePage(body, scale))).pixels;
    const lamps = [];
    for (const { map, bulb } of place.lamps) {
      lamps.push({ reach: squared(await draw(map)), bulb: linear(await draw(bulb)) });
    }
    return new Stage(place, scale, {
      albedo: linear(await draw(place.albedo)),
      daylight: skyShare(await draw(place.daylight), place.indoors),
      sky: linear(await draw(place.sky)),
      lamps,
      cover: place.cover && firstChannel(await draw(place.cover.mask)),
    });
  }

  /** One frame. Actors are drawn in their order, so the farthest comes first. */
  shoot(light: Light, actors: readonly Actor[], chance: Chance): Raster {
    const radiance = this.#background(light).slice();
    for (const actor of actors) this.#place(radiance, actor, light);
    return this.#develop(radiance, chance);
  }

  #develop(radiance: Float32Array, chance: Chance): Raster {
    const { pixels, exposure } = exposed(radiance, this.scale, chance);
    return { pixels, widthPx: this.widthPx, heightPx: this.heightPx, exposure };
  }

  #background(light: Light): Float32Array {
    const key = JSON.stringify(light);
    const kept = this.#lit.get(key);
    if (kept !== undefined) return kept;
    const { albedo, sky, lamps } = this.#layers;
    const sources = this.#sources(light);
    const flash = light.flash ? flashByRow(this.place, this.heightPx, this.scale) : [];
    const radiance = new Float32Array(albedo.length);
    for (let channel = 0; channel < 3; channel++) {
      const skyStrength = light.sky * (light.tint[channel] as number);
      for (let pixel = 0, at = channel; at < radiance.length; pixel++, at += 3) {
        const own = (sky[at] as number) * skyStrength;
        const near = light.glow + (flash[Math.floor(pixel / this.widthPx)] ?? 0);
        radiance[at] = own + (albedo[at] as number) * falling(near, sources, pixel, channel);
      }
    }
    for (const [index, { bulb }] of lamps.entries()) {
      const power = (light.lamps[index] ?? 0) * (this.place.lamps[index]?.strength ?? 0);
      if (power > 0) addScaled(radiance, bulb, power * BULB_BRIGHTNESS);
    }
    this.#keep(key, radiance);
    return radiance;
  }

  #keep(key: string, radiance: Float32Array): void {
    for (const oldest of this.#lit.keys()) {
      if (this.#lit.size < LIT_KEPT_MAX) break;
      this.#lit.delete(oldest);
    }
    this.#lit.set(key, radiance);
  }

  #sources(light: Light): Source[] {
    const { daylight, lamps } = this.#layers;
    const day = { reach: daylight, strength: light.tint.map((tint) => tint * light.daylight) };
    const lit = lamps.map(({ reach }, index) => {
      const { strength = 0, tint = [1, 1, 1] } = this.place.lamps[index] ?? {};
      const power = strength * (light.lamps[index] ?? 0);
      return { reach, strength: tint.map((channel) => channel * power) };
    });
    return [day, ...lit.filter(({ strength }) => strength.some((part) => part > 0))];
  }

  #place(radiance: Float32Array, actor: Actor, light: Light): void {
    const { figure, leftPx, topPx, depthM } = actor;
    const { cover } = this.#layers;
    const hides = cover !== undefined && depthM > (this.place.cover?.depthM ?? 0);
    const sources = this.#sources(light);
    const near = light.glow + (light.flash ? flashAt(depthM) : 0);
    const firstY = Math.max(0, -topPx);
    const lastY = Math.min(figure.heightPx, this.heightPx - topPx);
    const firstX = Math.max(0, -leftPx);
    const lastX = Math.min(figure.widthPx, this.widthPx - leftPx);
    for (let y = firstY; y < lastY; y++) {
      for (let x = firstX; x < lastX; x++) {
        const from = (y * figure.widthPx + x) * 4;
        const pixel = (topPx + y) * this.widthPx + leftPx + x;
        let alpha = (figure.pixels[from + 3] as number) / 255;
        if (hides) alpha *= 1 - (cover[pixel] as number) / 255;
        if (alpha === 0) continue;
        for (let channel = 0; channel < 3; channel++) {
          const at = pixel * 3 + channel;
          const own = (LINEAR[figure.pixels[from + channel] as number] as number) * alpha;
          radiance[at] =
            (radiance[at] as number) * (1 - alpha) + own * falling(near, sources, pixel, channel);
        }
      }
    }
  }

  /** Part of the frame that figures cover, as far as they are in it and not hidden. */
  coverage(actor: Actor): number {
    const { figure, leftPx, topPx, depthM } = actor;
    const { cover } = this.#layers;
    const hides = cover !== undefined && depthM > (this.place.cover?.depthM ?? 0);
    let count = 0;
    for (let y = Math.max(0, -topPx); y < figure.heightPx && topPx + y < this.heightPx; y++) {
      for (let x = Math.max(0, -leftPx); x < figure.widthPx && leftPx + x < this.widthPx; x++) {
        const solid = (figure.pixels[(y * figure.widthPx + x) * 4 + 3] as number) > 160;
        const pixel = (topPx + y) * this.widthPx + leftPx + x;
        if (solid && !(hides && (cover[pixel] as number) > 127)) count++;
      }
    }
    return count / (this.widthPx * this.heightPx);
  }
}

/** The light that falls on one pixel, in one channel; `near` is what falls there from everywhere. */
function falling(near: number, sources: readonly Source[], pixel: number, channel: number): number {
  let sum = near;
  for (const { reach, strength } of sources) {
    sum += (reach[pixel] as number) * (strength[channel] as number);
  }
  return sum;
}

function addScaled(to: Float32Array, from: Float32Array, factor: number): void {
  for (let at = 0; at < to.length; at++)
    to[at] = (to[at] as number) + (from[at] as number) * factor;
}
