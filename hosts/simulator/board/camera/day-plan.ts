import { Chance } from "./chance.js";
import { daylightAt, type Light } from "./scenes/light.js";
import { type Facing, somebody } from "./scenes/person.js";
import { type GroundPoint, type Place, pointOn, STREET_LAMP_DAYLIGHT } from "./scenes/place.js";
import type { Presence, Scene, Visit } from "./scenes/studio.js";

/**
 * What has changed since the step before. `person-first`: somebody has come into the picture;
 * `person-and-lamp`: and a lamp was switched at the same moment;
 * `person-gone`, `visitor` and `visitor-gone`: what it says; `lamp`: one lamp was switched, nothing
 * else; `dawn`: daylight has come or gone a little; `leaves`: plants have moved; `later`: hours
 * have passed between two wakes; `still`: nothing but the sensor's own noise and exposure.
 */
export type StepKind =
  | "still"
  | "person-first"
  | "person-and-lamp"
  | "person-stays"
  | "person-gone"
  | "lamp"
  | "dawn"
  | "leaves"
  | "later"
  | "visitor"
  | "visitor-gone";

export interface PlannedStep {
  readonly kind: StepKind;
  readonly hour: number;
  readonly scene: Scene;
}

export interface DayPlanOptions {
  readonly place: Place;
  readonly steps: number;
}

const COLOURS = {
  cat: ["#2b2724", "#8c6b45", "#b9b2a6", "#6a6762"],
  dog: ["#3a2a1e", "#b08a5c", "#22201f", "#d6cbb8"],
  car: ["#9ea3a8", "#7a1f24", "#243a5e", "#e4e4e2", "#2c2f31"],
} as const;

/** A day's sequence of what a camera sees at each wake; the seed alone decides. */
export function planDay(seed: number | string, { place, steps }: DayPlanOptions): PlannedStep[] {
  const writer = new DayWriter(new Chance(seed, "day", place.name), place, steps);
  return writer.write();
}

class DayWriter {
  readonly #chance: Chance;
  readonly #place: Place;
  readonly #stepsMax: number;
  readonly #steps: PlannedStep[] = [];
  /** The lamps that somebody can switch, by their place in the list. */
  readonly #switched: readonly number[];
  #hour: number;
  #lamps: number[];
  #sways: number[];

  constructor(chance: Chance, place: Place, steps: number) {
    this.#chance = chance;
    this.#place = place;
    this.#stepsMax = steps;
    this.#hour = chance.between(5, 22);
    this.#lamps = place.lamps.map(() => (chance.happens(0.5) ? 1 : 0));
    this.#switched = [...place.lamps.keys()].filter((lamp) => place.lamps[lamp]?.street !== true);
    this.#sways = place.plants.map(() => chance.between(-0.02, 0.02));
  }

  write(): PlannedStep[] {
    const acts = [
      () => this.#visit(),
      () => this.#visit(),
      () => this.#visit(),
      () => this.#switchLamp(),
      () => this.#twilight(),
      () => this.#wind(),
      () => this.#animal(),
    ];
    while (this.#steps.length < this.#stepsMax) {
      this.#rest(this.#chance.whole(2, 7));
      this.#chance.pick(acts)();
      if (this.#chance.happens(0.3)) this.#skipTo(this.#hour + this.#chance.between(0.5, 5));
    }
    return this.#steps.slice(0, this.#stepsMax);
  }

  #add(kind: StepKind, people: readonly Presence[] = [], visitor?: Visit): void {
    const light: Light = { ...daylightAt(this.#hour), lamps: this.#lampsNow() };
    const sways = [...this.#sways];
    this.#steps.push({ kind, hour: this.#hour, scene: { light, people, visitor, sways } });
  }

  #lampsNow(): number[] {
    const dark = daylightAt(this.#hour).daylight < STREET_LAMP_DAYLIGHT;
    return this.#lamps.map((state, lamp) =>
      this.#place.lamps[lamp]?.street === true ? Number(dark) : state,
    );
  }

  #rest(count: number): void {
    for (let step = 0; step < count; step++) this.#add("still");
  }

  #skipTo(hour: number): void {
    this.#hour = hour % 24;
    this.#add("later");
  }

  #switchLamp(): void {
    if (!this.#place.indoors && daylightAt(this.#hour).daylight > 0.05) {
      this.#skipTo(this.#chance.between(20, 29));
      this.#rest(1);
    }
    for (let times = this.#chance.whole(1, 4); times > 0; times--) {
      const lamp = this.#chance.pick(this.#switched);
      this.#lamps[lamp] = 1 - (this.#lamps[lamp] ?? 0);
      this.#add("lamp");
      this.#rest(this.#chance.whole(0, 2));
    }
  }

  /** Wakes 10 seconds to 5 minutes apart while day breaks or night falls. */
  #twilight(): void {
    const morning = this.#chance.happens(0.5);
    this.#skipTo(morning ? this.#chance.between(5, 7.5) : this.#chance.between(18, 20.5));
    const apartHours = (10 * 30 ** this.#chance.next()) / 3600;
    for (let step = this.#chance.whole(6, 16); step > 0; step--) {
      this.#hour += apartHours * this.#chance.between(0.9, 1.1);
      this.#add("dawn");
    }
  }

  #wind(): void {
    if (this.#sways.length === 0) return;
    for (let step = this.#chance.whole(2, 4); step > 0; step--) {
      this.#sways = this.#sways.map(() => this.#chance.between(-0.09, 0.09));
      this.#add("leaves");
    }
  }

  #visit(): void {
    const person = somebody(this.#chance);
    const way = this.#chance.pick(this.#place.paths);
    const length = this.#chance.whole(2, 6);
    // Nearer than half way: who is no taller than a thumb's nail is for a better lens than this.
    const from = this.#chance.between(0.4, 0.75);
    const to = this.#chance.between(0.8, 1);
    const onward = this.#chance.happens(0.6);
    const lampToo = this.#chance.happens(0.08) && this.#lamps.includes(0);
    if (lampToo) this.#lamps = this.#lamps.map(() => 1);
    const first = lampToo ? "person-and-lamp" : "person-first";
    for (let step = 0; step < length; step++) {
      const part = from + (step / (length - 1)) * (to - from);
      const place = pointOn(way, onward ? part : from + to - part);
      const facing = this.#facing(way, onward);
      const stride = this.#chance.happens(0.7) ? this.#chance.whole(0, 7) / 8 : undefined;
      const presence = { person, stance: { facing, stride }, at: place };
      this.#add(step === 0 ? first : "person-stays", [presence]);
    }
    this.#add("person-gone");
  }

  #facing(way: readonly GroundPoint[], onward: boolean): Facing {
    const first = way[0] as GroundPoint;
    const last = way[way.length - 1] as GroundPoint;
    const right = (last.rightM - first.rightM) * (onward ? 1 : -1);
    const nearer = (first.awayM - last.awayM) * (onward ? 1 : -1);
    if (this.#chance.happens(0.2)) return "front";
    if (Math.abs(right) > Math.abs(nearer)) return right > 0 ? "right" : "left";
    return nearer > 0 ? "front" : "back";
  }

  #animal(): void {
    const kind = this.#chance.pick(this.#place.visitors);
    const way = this.#chance.pick(this.#place.paths);
    const colour = this.#chance.pick(COLOURS[kind]);
    const mirrored = this.#chance.happens(0.5);
    const from = this.#chance.between(0, 0.5);
    for (let step = 0; step < this.#chance.whole(1, 3); step++) {
      const at =
        kind === "car"
          ? { rightM: this.#chance.between(-3, 3), awayM: 11.5 }
          : pointOn(way, from + step * 0.14);
      this.#add("visitor", [], { kind, colour, stride: step / 3, mirrored, at });
    }
    this.#add("visitor-gone");
  }
}
