import { chargeOf, joulesOf } from "../../hosts/simulator/board/energy/charge.js";
import { buildHost, firmwareOf } from "../build-host.js";
import { has32Bits } from "../has-32-bits.js";
import { BITS_32, type HostVariant, USUAL } from "../host-variants.js";
import { type Cloud, localCloud, noCloud } from "../run/cloud.js";
import { ALWAYS_ASK } from "../run/cut-points.js";
import { Session } from "../run/session.js";
import { FULL, TwoPlaces } from "../run/two-places.js";
import type { WakeRow } from "../run/wake-row.js";
import { median } from "./median.js";

const SEED = 1;
const WAKES = 24;
/** The first wakes scan for the network and take the reset gesture's five seconds. */
const WAKES_BEFORE = 3;
const BOARD = "stock";

/** What one question costs above the same wake that asks nobody; null what was not measured. */
export interface CloudBench {
  readonly computronsPerEscalation: number | null;
  /**
   * Slots and chunks of a wake that asks about a frame of 24 KiB, at their peak above an idle
   * firmware's, the most of any: in this engine and in a 32-bit one. The frame lies beside them.
   */
  readonly heap64EscalationBytes: number | null;
  readonly heap32EscalationBytes: number | null;
  /** Of the stock board by the tables' middle values. */
  readonly joulesPerEscalationHttps: number | null;
  readonly joulesPerEscalationSse: number | null;
  readonly joulesPerEscalationWebsocket: number | null;
}

interface Costs {
  readonly joules: number | null;
  readonly computrons: number | null;
}

export async function benchCloud(): Promise<CloudBench> {
  const quiet = costsOf(await wakesOf(noCloud()), () => true);
  const asked = async (transport: string): Promise<Costs> =>
    costsOf(await wakesOf(await localCloud(SEED, { transport })), isPlainAnswer);
  const https = await asked("https");
  const above = (one: number | null, other: number | null): number | null =>
    one === null || other === null ? null : one - other;
  return {
    computronsPerEscalation: above(https.computrons, quiet.computrons),
    heap64EscalationBytes: await heapOfAsking(USUAL),
    heap32EscalationBytes: has32Bits() ? await heapOfAsking(BITS_32) : null,
    joulesPerEscalationHttps: above(https.joules, quiet.joules),
    joulesPerEscalationSse: above((await asked("sse")).joules, quiet.joules),
    joulesPerEscalationWebsocket: above((await asked("websocket")).joules, quiet.joules),
  };
}

/** Null where nobody was asked. */
export async function heapOfAsking(variant: HostVariant): Promise<number | null> {
  const rows = await wakesOf(await localCloud(SEED), variant);
  const asked = rows.filter(({ report }) => report?.escalation.outcome === "sent-answered");
  const aboveIdle = asked.map(
    ({ slotBytesPeak, chunkBytesPeak, heapIdleBytes }) =>
      slotBytesPeak + chunkBytesPeak - heapIdleBytes,
  );
  return asked.length === 0 ? null : Math.max(...aboveIdle);
}

/** Answered at once: attempts and tools are another matter. */
function isPlainAnswer({ report }: WakeRow): boolean {
  const { outcome, requests } = report?.escalation ?? {};
  return outcome === "sent-answered" && requests === 1;
}

function costsOf(rows: readonly WakeRow[], counts: (row: WakeRow) => boolean): Costs {
  const counted = rows.filter(counts);
  const joules = counted.map(({ loads }) =>
    joulesOf(chargeOf({ ...loads, asleepMs: 0 }, BOARD), BOARD),
  );
  return {
    joules: median(joules),
    computrons: median(counted.map(({ computrons }) => computrons)),
  };
}

async function wakesOf(cloud: Cloud, variant = USUAL): Promise<WakeRow[]> {
  const session = new Session({
    firmware: firmwareOf(await buildHost(() => {}, variant)),
    seed: SEED,
    pace: "max",
    source: new TwoPlaces(FULL),
    cloud,
    settings: ALWAYS_ASK,
  });
  const rows: WakeRow[] = [];
  try {
    while (rows.length < WAKES) rows.push(await session.runWake());
  } finally {
    await session.close();
  }
  return rows.slice(WAKES_BEFORE);
}
