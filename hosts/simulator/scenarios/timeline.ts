import { Chance } from "../board/camera/chance.js";
import type { MotionSensor } from "../board/power-part.js";
import type { Scenario } from "./scenario.js";

/** Somebody is before the lens, in milliseconds since the run began. */
export interface Stay {
  readonly fromMs: number;
  readonly untilMs: number;
  /** Chooses who it is, and the way. */
  readonly number: number;
}

const HOUR_MS = 3_600_000;
const DAY_HOURS = 24;
/** An AM312 holds its output so long after the last movement: its data sheet's 2 s, typical. */
export const PIN_HOLD_MS = 2_000;

/** All comings and goings of a run, by seed; and the motion sensor that sees them. */
export class Timeline implements MotionSensor {
  readonly stays: readonly Stay[];
  readonly #high: readonly (readonly [fromMs: number, untilMs: number])[];

  constructor(scenario: Scenario, seed: number, days: number, startHour: number) {
    this.stays = staysOf(scenario, seed, days, startHour);
    const seen = this.stays.map(({ fromMs, untilMs }) => [fromMs, untilMs + PIN_HOLD_MS] as const);
    this.#high = merged([...seen, ...falseTriggersOf(scenario, seed, days, startHour)]);
  }

  /** Who is there. */
  stayAt(atMs: number): Stay | undefined {
    const stay = this.stays[firstEndingAfter(this.stays, atMs, ({ untilMs }) => untilMs)];
    return stay !== undefined && stay.fromMs <= atMs ? stay : undefined;
  }

  isHigh(atMs: number): boolean {
    const span = this.#high[firstEndingAfter(this.#high, atMs, ([, untilMs]) => untilMs)];
    return span !== undefined && span[0] <= atMs;
  }

  nextHighMs(fromMs: number, untilMs: number): number | undefined {
    const span = this.#high[firstEndingAfter(this.#high, fromMs, ([, endMs]) => endMs)];
    if (span === undefined || span[0] >= untilMs) return undefined;
    return Math.max(span[0], fromMs);
  }
}

function staysOf({ people }: Scenario, seed: number, days: number, startHour: number): Stay[] {
  const chance = new Chance(seed, "people");
  const stays: Stay[] = [];
  let number = 0;
  for (const group of people) {
    for (const atMs of momentsOf(group, chance, days, startHour)) {
      const staySeconds = chance.between(group.staySecondsMin, group.staySecondsMax);
      stays.push({ fromMs: atMs, untilMs: atMs + staySeconds * 1_000, number: number++ });
    }
  }
  return withoutOverlap(stays.sort((one, other) => one.fromMs - other.fromMs));
}

function falseTriggersOf(
  { falseTriggers }: Scenario,
  seed: number,
  days: number,
  startHour: number,
): (readonly [number, number])[] {
  const chance = new Chance(seed, "false triggers");
  return falseTriggers.flatMap((group) =>
    momentsOf(group, chance, days, startHour).map((atMs) => [atMs, atMs + PIN_HOLD_MS] as const),
  );
}

/** Moments that come by themselves: the time between two has an exponential distribution. */
function momentsOf(
  { fromHour, toHour, perHour }: { fromHour: number; toHour: number; perHour: number },
  chance: Chance,
  days: number,
  startHour: number,
): number[] {
  const moments: number[] = [];
  for (let day = 0; day <= days; day++) {
    let hour = fromHour;
    for (;;) {
      hour -= Math.log(1 - chance.next()) / perHour;
      if (hour >= toHour) break;
      const sinceStartMs = (day * DAY_HOURS + hour - startHour) * HOUR_MS;
      if (sinceStartMs >= 0) moments.push(sinceStartMs);
    }
  }
  return moments;
}

/** One at a time: who comes while somebody is there makes the stay longer. */
function withoutOverlap(stays: readonly Stay[]): Stay[] {
  const apart: Stay[] = [];
  for (const stay of stays) {
    const last = apart[apart.length - 1];
    if (last === undefined || last.untilMs < stay.fromMs) apart.push(stay);
    else apart[apart.length - 1] = { ...last, untilMs: Math.max(last.untilMs, stay.untilMs) };
  }
  return apart;
}

function merged(spans: readonly (readonly [number, number])[]): (readonly [number, number])[] {
  const apart: (readonly [number, number])[] = [];
  for (const span of [...spans].sort(([one], [other]) => one - other)) {
    const last = apart[apart.length - 1];
    if (last === undefined || last[1] < span[0]) apart.push(span);
    else apart[apart.length - 1] = [last[0], Math.max(last[1], span[1])];
  }
  return apart;
}

/** Spans in order, none touching another: the first that ends after a moment, by halving. */
function firstEndingAfter<Span>(
  spans: readonly Span[],
  atMs: number,
  endOf: (span: Span) => number,
): number {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (endOf(spans[middle] as Span) > atMs) high = middle;
    else low = middle + 1;
  }
  return low;
}
