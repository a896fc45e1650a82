import type { Interruption } from "../../hosts/simulator/board/wake-record.js";
import type { WakeReport } from "../../modules/report/wake-report.js";
import type { Session } from "./session.js";
import type { WakeRow } from "./wake-row.js";

export type End = Interruption["how"];

/** Every way in which a wake can be ended from outside. */
export const ENDS: readonly End[] = ["power-lost", "brown-out", "panic", "watchdog"];
const LOSES_MEMORY: readonly End[] = ["power-lost", "brown-out"];
const SLEEP_MS_MAX = 86_400_000;
/** A cloud in a mood makes a wake or two shorter, which then sleep before their cut. */
const TRIES_MAX = 10;
/** Wakes until one is like any other: the first two are a cold start and its aftermath. */
const WAKES_BEFORE = 3;

export interface CutReport {
  /** Cuts that were made: each request of a wake, for each end. */
  readonly points: number;
  /** What was wrong after one, in words. */
  readonly faults: readonly string[];
  /** A wake that nobody cut. */
  readonly usual: WakeRow;
}

/** Cuts wakes at each of their requests in turn, and looks at the wake that follows each cut. */
export async function cutEverywhere(session: Session): Promise<CutReport> {
  let usual = await session.runWake();
  for (let wake = 1; wake < WAKES_BEFORE; wake++) usual = await session.runWake();
  const faults: string[] = [];
  let points = 0;
  for (const how of ENDS) {
    for (let at = 0; at < usual.requests; at++) {
      const found = await cutAt(session, at, how);
      faults.push(...found.map((fault) => `${how} at request ${at}: ${fault}`));
      points += 1;
    }
  }
  return { points, faults, usual };
}

async function cutAt(session: Session, atRequest: number, how: End): Promise<string[]> {
  let before = await session.runWake();
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    if (before.how !== "slept") return [`the wake before ended as ${before.how}`];
    session.interruptNext({ atRequest, how });
    const cut = await session.runWake();
    if (cut.how === how) return faultsAfter(before, await session.runWake(), how);
    before = cut;
  }
  return ["no wake came so far"];
}

/** What must be true of the wake after a cut. */
function faultsAfter(before: WakeRow, next: WakeRow, how: End): string[] {
  const { report } = next;
  if (next.how !== "slept" || report === undefined) return [`the next wake ended as ${next.how}`];
  const isCold = LOSES_MEMORY.includes(how);
  const before1 = (before.report?.wake ?? 0) + 1;
  const counts = isCold ? [1] : [before1, before1 + 1];
  const found: [boolean, string][] = [
    [next.cause === (how === "power-lost" ? "power-on" : "reset"), `its cause is ${next.cause}`],
    [report.coldStart === isCold, `cold start: ${report.coldStart}`],
    // The record is the old one or the new one.
    [counts.includes(report.wake), `wake ${report.wake} after ${before.report?.wake}`],
    ...soundness(report),
  ];
  return complaints(found);
}

/** What must be true of every wake that ends by itself, each with what is wrong otherwise. */
export function soundness(report: WakeReport): [boolean, string][] {
  const sleeps = report.sleepMs > 0 && report.sleepMs <= SLEEP_MS_MAX;
  return [
    [sleeps, `a sleep of ${report.sleepMs} ms`],
    [report.failures.every(({ stage }) => stage !== "cycle"), JSON.stringify(report.failures)],
  ];
}

function complaints(found: readonly [boolean, string][]): string[] {
  return found.filter(([holds]) => !holds).map(([, fault]) => fault);
}

/** The same for the wake that follows a loss of power; the session's first is one. */
export async function cutColdEverywhere(session: Session): Promise<CutReport> {
  const usual = await session.runWake();
  const faults: string[] = [];
  let points = 0;
  for (const how of ENDS) {
    for (let at = 0; at < usual.requests; at++) {
      const found = await cutColdAt(session, at, how);
      faults.push(...found.map((fault) => `${how} at request ${at}: ${fault}`));
      points += 1;
    }
  }
  return { points, faults, usual };
}

async function cutColdAt(session: Session, atRequest: number, how: End): Promise<string[]> {
  // A wake that ends by itself between two cuts: three short power cycles would be a factory reset.
  await session.runWake();
  session.interruptNext({ atRequest: 0, how: "power-lost" });
  await session.runWake();
  session.interruptNext({ atRequest, how });
  const cut = await session.runWake();
  if (cut.how !== how) return [`the cold wake ended as ${cut.how}`];
  const { how: ended, report } = await session.runWake();
  if (ended !== "slept" || report === undefined) return [`the next wake ended as ${ended}`];
  // What was saved before a panic is there; a loss of power takes it.
  const wake = report.coldStart || LOSES_MEMORY.includes(how) ? 1 : 2;
  const found: [boolean, string][] = [
    [report.wake === wake, `wake ${report.wake}, cold start ${report.coldStart}`],
    ...soundness(report),
  ];
  return complaints(found);
}

/** A session's options by which the motion sensor ends every sleep, and every wake judges. */
export const ALWAYS_BY_PIN = {
  settings: { power: { wakeOn: "both", pinWakesPerHourMax: 3_600 } },
  pinAfterMs: () => 3_000,
} as const;

/**
 * Settings by which every wake asks the cloud that shows two places in turn: each loss of power
 * spends a block of the day's budgets, and hundreds must fit in.
 */
export const ALWAYS_ASK = {
  policy: { confidenceThreshold: 0.999, looksAgainMax: 0 },
  escalation: {
    intervalMs: 0,
    perHourMax: 3_600,
    perDayMax: 65_535,
    bytesPerDayMax: 1e9,
    joulesPerDayMax: 1e6,
    breakerFailures: 100,
  },
} as const;
