import type { Chance } from "../chance.js";
import { type Cutout, drawCutout, type Raster } from "../raster.js";
import { drawVisitor, type VisitorKind, visitorPage } from "./animal.js";
import { drawPerson, FIGURE_HEIGHT_CM, FIGURE_STATURE_CM, FIGURE_TOP_CM } from "./figure.js";
import type { Light } from "./light.js";
import type { Person, Stance } from "./person.js";
import { type GroundPoint, type Place, spotOf } from "./place.js";
import { drawPlant } from "./plant.js";
import { type Actor, Stage } from "./stage.js";

/** Figures that are kept drawn: plants, and whoever stays for a while. */
const FIGURES_KEPT_MAX = 24;

/** Who and what is before the lens, in which light. */
export interface Scene {
  readonly light: Light;
  readonly people: readonly Presence[];
  readonly visitor: Visit | undefined;
  /** For each plant of the place, how far its tips lean. */
  readonly sways: readonly number[];
}

export interface Presence {
  readonly person: Person;
  readonly stance: Stance;
  readonly at: GroundPoint;
}

export interface Visit {
  readonly kind: VisitorKind;
  readonly colour: string;
  readonly stride: number;
  readonly mirrored: boolean;
  readonly at: GroundPoint;
}

export interface Shot {
  readonly raster: Raster;
  /** Part of the picture that people cover, 0 to 1. */
  readonly personArea: number;
}

/** Visual Wake Words: a picture has a person where people cover this part of it. */
const PERSON_AREA_MIN = 0.005;

/** What a drawn frame is labelled as. */
export function showsPerson({ personArea }: Pick<Shot, "personArea">): boolean {
  return personArea >= PERSON_AREA_MIN;
}

/** One place with everything that may come there, at one size. */
export class Studio {
  readonly #stage: Stage;
  readonly #figures = new Map<string, Promise<Cutout>>();

  private constructor(stage: Stage) {
    this.#stage = stage;
  }

  /** `scale` 1 is the camera's VGA; 2 costs a quarter and is enough for a signature. */
  static async open(place: Place, scale: number): Promise<Studio> {
    return new Studio(await Stage.open(place, scale));
  }

  async shoot(scene: Scene, chance: Chance): Promise<Shot> {
    const people = await Promise.all(scene.people.map((presence) => this.#person(presence)));
    const others = await this.#plants(scene.sways);
    if (scene.visitor !== undefined) others.push(await this.#visitor(scene.visitor));
    const actors = [...people, ...others].sort((one, other) => other.depthM - one.depthM);
    const raster = this.#stage.shoot(scene.light, actors, chance);
    const personArea = people.reduce((sum, actor) => sum + this.#stage.coverage(actor), 0);
    return { raster, personArea };
  }

  async #person({ person, stance, at }: Presence): Promise<Actor> {
    const spot = spotOf(this.#stage.place, at);
    const { scale } = this.#stage;
    const pageCm = (FIGURE_HEIGHT_CM / FIGURE_STATURE_CM) * person.heightM;
    const heightPx = (pageCm * spot.pxPerM) / scale;
    const key = JSON.stringify([person, stance, Math.round(heightPx)]);
    const figure = await this.#figure(key, () => drawPerson(person, stance, heightPx));
    return {
      figure,
      leftPx: Math.round(spot.x / scale - figure.widthPx / 2),
      topPx: Math.round(spot.y / scale + (FIGURE_TOP_CM / FIGURE_HEIGHT_CM) * heightPx),
      depthM: at.awayM,
    };
  }

  async #visitor({ kind, colour, stride, mirrored, at }: Visit): Promise<Actor> {
    const spot = spotOf(this.#stage.place, at);
    const { scale } = this.#stage;
    const pxPerCm = spot.pxPerM / 100 / scale;
    const page = visitorPage(kind);
    const key = JSON.stringify([kind, colour, stride, mirrored, Math.round(pxPerCm * 100)]);
    const figure = await this.#figure(key, () =>
      drawVisitor(kind, colour, stride, mirrored, pxPerCm),
    );
    return {
      figure,
      leftPx: Math.round(spot.x / scale + page.leftCm * pxPerCm),
      topPx: Math.round(spot.y / scale + page.topCm * pxPerCm),
      depthM: at.awayM,
    };
  }

  async #plants(sways: readonly number[]): Promise<Actor[]> {
    const { place, scale } = this.#stage;
    const actors: Actor[] = [];
    for (const [index, plant] of place.plants.entries()) {
      const sway = sways[index] ?? 0;
      const key = JSON.stringify([plant, sway]);
      const figure = await this.#figure(key, () => drawPlant(plant, sway, scale));
      actors.push({
        figure,
        leftPx: Math.round((plant.rootPx.x - plant.widthPx / 2) / scale),
        topPx: Math.round((plant.rootPx.y - plant.heightPx) / scale),
        depthM: plant.depthM,
      });
    }
    return actors;
  }

  #figure(key: string, draw: () => string): Promise<Cutout> {
    const kept = this.#figures.get(key);
    const figure = kept ?? drawCutout(draw());
    this.#figures.delete(key);
    this.#figures.set(key, figure);
    for (const oldest of this.#figures.keys()) {
      if (this.#figures.size <= FIGURES_KEPT_MAX) break;
      this.#figures.delete(oldest);
    }
    return figure;
  }
}
