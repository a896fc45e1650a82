import { SCENARIOS } from "../../hosts/simulator/scenarios/catalogue.js";
import type { Scenario } from "../../hosts/simulator/scenarios/scenario.js";
import { RECORD_BYTES } from "../../modules/cycle/wake-layout.js";
import { buildHost, firmwareOf } from "../build-host.js";
import { has32Bits } from "../has-32-bits.js";
import { BITS_32, type HostVariant, USUAL } from "../host-variants.js";
import { localCloud, noCloud } from "../run/cloud.js";
import {
  ALWAYS_ASK,
  ALWAYS_BY_PIN,
  type CutReport,
  cutColdEverywhere,
  cutEverywhere,
} from "../run/cut-points.js";
import { type BoardFigures, PowerCounter } from "../run/power-figures.js";
import { ScenarioSession } from "../run/scenario-session.js";
import { Session } from "../run/session.js";
import { OnePlace, TwoPlaces } from "../run/two-places.js";
import { median } from "./median.js";

const SCENARIO = "front-door-day";
const SEED = 1;

/** What `npm run bench` measures of power; null what could not be measured on this machine. */
export interface PowerBench {
  readonly scenario: string;
  readonly days: number;
  readonly wakes: number;
  readonly simulatedPerWall: number;
  readonly computronsQuietWake: number | null;
  readonly computronsEscalatingWake: number | null;
  readonly heapPeakBytes: number;
  /** Of a 32-bit engine, whose slots have a board's size; null where nothing compiles for it. */
  readonly heap32PeakBytes: number | null;
  readonly rtcBytes: number;
  /** Of the stock board. */
  readonly joulesVsStreaming: number;
  readonly joulesVsSendEveryFrame: number;
  readonly cutPoints: number | null;
  readonly boards: { readonly stock: BoardFigures; readonly modified: BoardFigures };
}

export async function benchPower(days: number): Promise<PowerBench> {
  const day = await runDays(days, USUAL);
  return {
    scenario: SCENARIO,
    days,
    ...day,
    heap32PeakBytes: has32Bits() ? (await runDays(1, BITS_32)).heapPeakBytes : null,
    rtcBytes: RECORD_BYTES,
    joulesVsStreaming: day.boards.stock.vsStreaming,
    joulesVsSendEveryFrame: day.boards.stock.vsSendEveryFrame,
    cutPoints: await cutPoints(),
  };
}

async function runDays(days: number, variant: HostVariant) {
  const session = new ScenarioSession(SCENARIOS[SCENARIO] as Scenario, {
    firmware: firmwareOf(await buildHost(() => {}, variant)),
    cloud: await localCloud(SEED),
    seed: SEED,
    pace: "max",
    days,
  });
  const counter = new PowerCounter();
  const quiet: number[] = [];
  const escalating: number[] = [];
  let heapPeakBytes = 0;
  const startedAt = performance.now();
  try {
    while (!session.isOver) {
      const row = await session.runWake();
      counter.add(row);
      heapPeakBytes = Math.max(heapPeakBytes, row.slotBytesPeak + row.chunkBytesPeak);
      if (row.report?.motion?.reason === "still") quiet.push(row.computrons);
      if (row.report?.escalation.outcome === "sent-answered") escalating.push(row.computrons);
    }
  } finally {
    await session.close();
  }
  return {
    wakes: counter.wakes,
    simulatedPerWall: counter.elapsedMs / (performance.now() - startedAt),
    computronsQuietWake: median(quiet),
    computronsEscalatingWake: median(escalating),
    heapPeakBytes,
    boards: { stock: counter.figures("stock"), modified: counter.figures("modified") },
  };
}

/** Cuts tried; null where one of them did harm, since the number would promise otherwise. */
async function cutPoints(): Promise<number | null> {
  const firmware = firmwareOf(await buildHost(() => {}));
  const usual = { firmware, seed: SEED, pace: "max" } as const;
  const still = async () =>
    new Session({ ...usual, source: new OnePlace(), cloud: await localCloud(SEED), settings: {} });
  const asking = async () =>
    new Session({
      ...usual,
      source: new TwoPlaces(),
      cloud: await localCloud(SEED),
      settings: ALWAYS_ASK,
    });
  const byPin = () =>
    new Session({ ...usual, ...ALWAYS_BY_PIN, source: new TwoPlaces(), cloud: noCloud() });
  const reports = [
    await cutIn(await still(), cutEverywhere),
    await cutIn(byPin(), cutEverywhere),
    await cutIn(await asking(), cutEverywhere),
    await cutIn(await still(), cutColdEverywhere),
  ];
  const faults = reports.flatMap((report) => report.faults);
  const points = reports.reduce((sum, report) => sum + report.points, 0);
  return faults.length === 0 ? points : null;
}

async function cutIn(
  session: Session,
  cut: (session: Session) => Promise<CutReport>,
): Promise<CutReport> {
  try {
    return await cut(session);
  } finally {
    await session.close();
  }
}
