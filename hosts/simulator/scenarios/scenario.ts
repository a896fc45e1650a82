import type { CellsName } from "../board/energy/cells.js";

/** Comings and goings of people within a part of the day. */
export interface People {
  readonly fromHour: number;
  readonly toHour: number;
  /** Visits to be expected in an hour of it; they come by chance. */
  readonly perHour: number;
  readonly staySecondsMin: number;
  readonly staySecondsMax: number;
}

/** What makes the motion sensor speak where nobody is: sun on leaves, cats, a fault. */
export interface FalseTriggers {
  readonly fromHour: number;
  readonly toHour: number;
  readonly perHour: number;
}

/** A part of the whole run, in hours since it began. */
export interface Span {
  readonly fromHour: number;
  readonly toHour: number;
}

/** Smallest and largest, both allowed. */
export type Range = readonly [min: number, max: number];

/** What a run must come to, for each of its days; tests hold every scenario to it. */
export interface Expected {
  readonly wakesPerDay: Range;
  readonly pinWakesPerDay: Range;
  /** Questions to the cloud. */
  readonly sentPerDay: Range;
  /** Share of the labelled wakes that were judged right. */
  readonly rightShareMin: number;
  /** Of the stock board, joules. */
  readonly joulesPerDayMax: number;
}

/** What happens around the board. Times of day are the place's own, which is UTC. */
export interface Scenario {
  readonly name: string;
  readonly what: string;
  readonly days: number;
  readonly place: string;
  readonly people: readonly People[];
  readonly falseTriggers: readonly FalseTriggers[];
  readonly outages: readonly Span[];
  /** Differences from the firmware's defaults. */
  readonly settings: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Part of its length by which a sleep is longer. */
  readonly rtcDrift: number;
  /** What a divider shows the firmware; without it the board has none. */
  readonly divider?: {
    readonly cells: CellsName;
    readonly celsius: number;
    readonly charge: number;
  };
  readonly expected: Expected;
}
