import { Chance } from "./chance.js";
import { type PlannedStep, planDay } from "./day-plan.js";
import type { Exposure, FrameSource, SkippedPicture, View } from "./frame-source.js";
import { planNight } from "./night-plan.js";
import { encodeFrame, encodeUnsettled, type Raster } from "./raster.js";
import { allPlaces } from "./scenes/places.js";
import { type Shot, Studio, showsPerson } from "./scenes/studio.js";

/** Wakes at one place before the camera moves to the next. */
const STEPS_AT_A_PLACE = 40;

export interface SceneSourceOptions {
  readonly seed: number | string;
  /** Moonless nights instead of days. */
  readonly night?: boolean;
}

/** Drawn days or nights, one place after the other: pictures for whoever has none. */
export class SceneSource implements FrameSource {
  readonly name: string;
  readonly skipped: readonly SkippedPicture[] = [];
  readonly #seed: number | string;
  readonly #plan: typeof planDay;
  #round = 0;
  #steps: PlannedStep[] = [];
  #placeName = "";
  #studio: Studio | undefined;
  #taken = 0;

  constructor({ seed, night = false }: SceneSourceOptions) {
    this.name = night ? "night" : "scenes";
    this.#seed = seed;
    this.#plan = night ? planNight : planDay;
  }

  async next(): Promise<View> {
    let step = this.#steps.shift();
    while (step === undefined) {
      await this.#moveOn();
      step = this.#steps.shift();
    }
    const index = this.#taken++;
    const studio = this.#studio as Studio;
    const { scene } = step;
    const film = (look: number, flash: boolean): Promise<Shot> => {
      const light = flash ? { ...scene.light, flash } : scene.light;
      return studio.shoot({ ...scene, light }, new Chance(this.#seed, "scene", index, look));
    };
    const first = await film(0, false);
    return new SceneView(this.#nameOf(step, index), first, film);
  }

  async #moveOn(): Promise<void> {
    const places = new Chance(this.#seed, "tour").shuffled(allPlaces());
    const place = places[this.#round % places.length];
    if (place === undefined) throw new Error("there are no places");
    this.#steps = this.#plan(`${this.#seed}/${this.#round}`, { place, steps: STEPS_AT_A_PLACE });
    this.#round += 1;
    this.#placeName = place.name;
    this.#studio = await Studio.open(place, 1);
  }

  #nameOf({ hour, kind }: PlannedStep, index: number): string {
    const hours = String(Math.floor(hour)).padStart(2, "0");
    const minutes = String(Math.floor((hour % 1) * 60)).padStart(2, "0");
    return `${String(index).padStart(4, "0")} ${this.#placeName} ${hours}:${minutes} ${kind}`;
  }
}

type Film = (look: number, flash: boolean) => Promise<Shot>;

class SceneView implements View {
  readonly name: string;
  readonly label: boolean;
  readonly exposure: number | undefined;
  readonly #first: Shot;
  readonly #film: Film;

  constructor(name: string, first: Shot, film: Film) {
    this.name = name;
    this.label = showsPerson(first);
    this.exposure = first.raster.exposure;
    this.#first = first;
    this.#film = film;
  }

  async expose({ index, brightness, flash = false }: Exposure): Promise<Buffer> {
    const raster = await this.#raster(index, flash);
    return brightness === 1 ? encodeFrame(raster) : encodeUnsettled(raster, brightness);
  }

  async #raster(index: number, flash: boolean): Promise<Raster> {
    const shot = index === 0 && !flash ? this.#first : await this.#film(index, flash);
    return shot.raster;
  }
}
