import { Chance } from "../board/camera/chance.js";
import type { Exposure, FrameSource, View } from "../board/camera/frame-source.js";
import { encodeFrame, encodeUnsettled } from "../board/camera/raster.js";
import { daylightAt } from "../board/camera/scenes/light.js";
import { somebody } from "../board/camera/scenes/person.js";
import { type Place, pointOn, STREET_LAMP_DAYLIGHT } from "../board/camera/scenes/place.js";
import { allPlaces } from "../board/camera/scenes/places.js";
import { type Presence, type Scene, Studio, showsPerson } from "../board/camera/scenes/studio.js";
import type { Stay, Timeline } from "./timeline.js";

const HOUR_MS = 3_600_000;
/** Daylight moves in steps, each drawn once; a step is no more than half a stop. */
const LIGHT_STEPS_PER_HOUR = 4;
/** Another draw of noise and exposure for the same scene: a camera never gives a frame twice. */
const NOISES = 2;
/** Poses along a way, so that somebody who stays is drawn again only for a few of them. */
const POSES = 24;
/** A week's light, and whoever was there lately: some 25 KB a frame. */
const FRAMES_KEPT_MAX = 2_000;

interface Drawn {
  readonly jpeg: Buffer;
  readonly personArea: number;
  readonly exposure: number | undefined;
}

/** A place over the days of a scenario. Every picture is drawn once, and kept. */
export class ScenarioSource implements FrameSource {
  readonly name: string;
  readonly skipped = [];
  readonly #place: Place;
  readonly #timeline: Timeline;
  readonly #seed: number;
  readonly #startHour: number;
  readonly #nowMs: () => number;
  readonly #studio: Promise<Studio>;
  readonly #drawn = new Map<string, Promise<Drawn>>();
  #taken = 0;

  constructor(options: {
    readonly name: string;
    readonly place: string;
    readonly timeline: Timeline;
    readonly seed: number;
    /** Of the day, when the run begins. */
    readonly startHour: number;
    readonly nowMs: () => number;
  }) {
    const place = allPlaces().find(({ name }) => name === options.place);
    if (place === undefined) throw new RangeError(`no place "${options.place}"`);
    this.name = options.name;
    this.#place = place;
    this.#timeline = options.timeline;
    this.#seed = options.seed;
    this.#startHour = options.startHour;
    this.#nowMs = options.nowMs;
    this.#studio = Studio.open(place, 1);
  }

  async next(): Promise<View> {
    const atMs = this.#nowMs();
    const hours = this.#startHour + atMs / HOUR_MS;
    const step = Math.floor((hours % 24) * LIGHT_STEPS_PER_HOUR);
    const stay = this.#timeline.stayAt(atMs);
    const pose = stay === undefined ? 0 : poseAt(stay, atMs);
    const noise = this.#taken++ % NOISES;
    const film = (look: number, brightness: number, flash: boolean): Promise<Drawn> =>
      this.#frame({ step, stay, pose, look: (noise + look) % (NOISES + 1), brightness, flash });
    const first = await film(0, 1, false);
    const who = stay === undefined ? "nobody" : `person ${stay.number}`;
    return {
      name: `${this.#place.name} ${clockOf(step)} ${who}`,
      label: showsPerson(first),
      exposure: first.exposure,
      expose: async ({ index, brightness, flash = false }: Exposure) =>
        (await film(index, brightness, flash)).jpeg,
    };
  }

  #frame(shot: Shot): Promise<Drawn> {
    const { step, stay, pose, look, brightness, flash } = shot;
    const key = [step, stay?.number ?? "", pose, brightness === 1 ? look : "early", flash].join();
    const kept = this.#drawn.get(key) ?? this.#draw(shot, key);
    this.#drawn.delete(key);
    this.#drawn.set(key, kept);
    if (this.#drawn.size > FRAMES_KEPT_MAX) {
      const [oldest] = this.#drawn.keys();
      if (oldest !== undefined) this.#drawn.delete(oldest);
    }
    return kept;
  }

  async #draw({ step, stay, pose, brightness, flash }: Shot, key: string): Promise<Drawn> {
    const studio = await this.#studio;
    const scene = this.#scene(step, stay, pose, flash);
    const { raster, personArea } = await studio.shoot(scene, new Chance(this.#seed, "shot", key));
    const jpeg = await (brightness === 1
      ? encodeFrame(raster)
      : encodeUnsettled(raster, brightness));
    return { jpeg, personArea, exposure: raster.exposure };
  }

  #scene(step: number, stay: Stay | undefined, pose: number, flash: boolean): Scene {
    const daylight = daylightAt((step + 0.5) / LIGHT_STEPS_PER_HOUR);
    const isDark = daylight.daylight < STREET_LAMP_DAYLIGHT;
    const lamps = this.#place.lamps.map(({ street }) => (street === true && !isDark ? 0 : 1));
    const light = { ...daylight, lamps: isDark ? lamps : lamps.map(() => 0) };
    return {
      light: flash ? { ...light, flash } : light,
      people: stay === undefined ? [] : [this.#presence(stay, pose)],
      visitor: undefined,
      sways: this.#place.plants.map(() => 0),
    };
  }

  #presence({ number }: Stay, pose: number): Presence {
    const chance = new Chance(this.#seed, "person", number);
    const person = somebody(chance);
    const at = pointOn(chance.pick(this.#place.paths), pose / POSES);
    return { person, stance: { facing: "front", stride: (pose % 8) / 8 }, at };
  }
}

interface Shot {
  readonly step: number;
  readonly stay: Stay | undefined;
  readonly pose: number;
  readonly look: number;
  readonly brightness: number;
  readonly flash: boolean;
}

/** Up the way and down again; whoever stays long goes slowly. */
function poseAt({ fromMs, untilMs }: Stay, atMs: number): number {
  const part = (atMs - fromMs) / (untilMs - fromMs);
  const along = part < 0.5 ? 2 * part : 2 - 2 * part;
  return Math.min(POSES, Math.floor(0.35 * POSES + 0.65 * POSES * along));
}

function clockOf(step: number): string {
  const minutes = (60 / LIGHT_STEPS_PER_HOUR) * step;
  const pad = (value: number) => `${Math.floor(value)}`.padStart(2, "0");
  return `${pad(minutes / 60)}:${pad(minutes % 60)}`;
}
