import { OV2640_TIMING } from "../../hosts/simulator/board/camera/timing.js";
import { CHIP_TIMING_ROWS } from "../../hosts/simulator/board/chip-timing.js";
import {
  batteryDays,
  CELLS,
  type CellsName,
  usualCells,
} from "../../hosts/simulator/board/energy/cells.js";
import {
  type Charge,
  chargeOf,
  type Estimate,
  joulesOf,
  LOAD_STATES,
  type LoadState,
  type Loads,
  MILLICOULOMBS_PER_MAH,
  NO_CHARGE,
  plus,
  total,
} from "../../hosts/simulator/board/energy/charge.js";
import {
  BOARD_ROWS,
  type BoardName,
  LOAD_ROWS,
} from "../../hosts/simulator/board/energy/current-table.js";
import { connectMs, NETWORK_TIMING } from "../../hosts/simulator/board/network/network-timing.js";
import type { WakeRow } from "./wake-row.js";

const DAY_S = 86_400;
/** A base64 letter carries six bits. */
const BASE64 = 4 / 3;
/** The firmware throws two frames away and keeps the third, and so does the baseline. */
const FRAMES_PER_LOOK = 3;

/** What a run drew, on one board. */
export interface BoardFigures {
  readonly board: BoardName;
  readonly joulesPerDay: number;
  readonly joulesPerWake: Readonly<Record<string, number>>;
  /** Milliampere-hours a day, by what they went into. */
  readonly mahPerDay: Readonly<Record<LoadState, number>>;
  readonly cells: CellsName;
  /** By the middle figures; and with every row at its worst and at its best. */
  readonly batteryDays: { readonly low: number; readonly middle: number; readonly high: number };
  /** Ours divided by theirs, in the same run. */
  readonly vsStreaming: number;
  readonly vsSendEveryFrame: number;
}

/** Adds a run up, wake by wake. */
export class PowerCounter {
  readonly #loads: Loads[] = [];
  readonly #causes: string[] = [];
  readonly #frameBytes: number[] = [];
  #elapsedMs = 0;

  add({ loads, cause, jpeg }: Pick<WakeRow, "loads" | "cause" | "jpeg">): void {
    this.#loads.push(loads);
    this.#causes.push(cause);
    if (jpeg !== undefined) this.#frameBytes.push(jpeg.byteLength);
    this.#elapsedMs += loads.awakeMs + loads.asleepMs;
  }

  get wakes(): number {
    return this.#loads.length;
  }

  get elapsedMs(): number {
    return this.#elapsedMs;
  }

  figures(board: BoardName): BoardFigures {
    const cells = usualCells(board);
    const perDay = this.#chargePerDay(board, "middle");
    const days = (estimate: Estimate): number =>
      batteryDays(CELLS[cells], total(this.#chargePerDay(board, estimate)) / MILLICOULOMBS_PER_MAH);
    const joulesPerDay = joulesOf(perDay, board);
    return {
      board,
      joulesPerDay,
      joulesPerWake: this.#joulesPerWake(board),
      mahPerDay: Object.fromEntries(
        LOAD_STATES.map((state) => [state, perDay[state] / MILLICOULOMBS_PER_MAH]),
      ) as Record<LoadState, number>,
      cells,
      batteryDays: { low: days("high"), middle: days("middle"), high: days("low") },
      vsStreaming: joulesPerDay / streamingJoulesPerDay(board),
      vsSendEveryFrame: joulesPerDay / this.#sendEveryFrameJoulesPerDay(board),
    };
  }

  /** Joules of each wake awake, by cause, and of a second of sleep. */
  #joulesPerWake(board: BoardName): Record<string, number> {
    const sums = new Map<string, { joules: number; wakes: number }>();
    for (const [at, loads] of this.#loads.entries()) {
      const cause = this.#causes[at] as string;
      const sum = sums.get(cause) ?? { joules: 0, wakes: 0 };
      sum.joules += joulesOf(chargeOf({ ...loads, asleepMs: 0 }, board), board);
      sum.wakes += 1;
      sums.set(cause, sum);
    }
    return Object.fromEntries(
      [...sums].map(([cause, { joules, wakes }]) => [cause, joules / wakes]),
    );
  }

  #chargePerDay(board: BoardName, estimate: Estimate): Charge {
    let sum = NO_CHARGE;
    for (const loads of this.#loads) sum = plus(sum, chargeOf(loads, board, estimate));
    const part = (DAY_S * 1_000) / this.#elapsedMs;
    const scaled = LOAD_STATES.map((state) => [state, sum[state] * part]);
    return Object.fromEntries(scaled) as Charge;
  }

  /** Every wake of this run looks, joins, sends its frame and sleeps again, without waiting for a verdict. */
  #sendEveryFrameJoulesPerDay(board: BoardName): number {
    const { cameraMs, radioMs, sendingMs, awakeMs } = sendEveryFrameLoads(this.#meanFrameBytes());
    const spanMs = this.#elapsedMs / this.wakes;
    const asleepMs = Math.max(0, spanMs - awakeMs);
    const loads = { awakeMs, cameraMs, radioMs, sendingMs, flashMs: 0, asleepMs };
    return (joulesOf(chargeOf(loads, board), board) * DAY_S * 1_000) / spanMs;
  }

  #meanFrameBytes(): number {
    return this.#frameBytes.reduce((sum, bytes) => sum + bytes, 0) / (this.#frameBytes.length || 1);
  }
}

/** Everything on, all day: what is published of a board that streams. */
function streamingJoulesPerDay(board: BoardName): number {
  return (LOAD_ROWS.streaming.middle / 1_000) * BOARD_ROWS[board].volts * DAY_S;
}

/**
 * One wake of *wake, send every frame, sleep*, by the same tables and in its own favour: it knows its
 * access point, has its lease, infers nothing, sends the frame as small as it may, and waits for no
 * verdict.
 */
export function sendEveryFrameLoads(frameBytes: number): Omit<Loads, "asleepMs" | "flashMs"> {
  const { openMs, firstFrameMs, framePeriodMs } = OV2640_TIMING;
  const { wifiScanOneMs, wifiAssociateMs, uploadMsPerKiB, replyLatencyMs } = NETWORK_TIMING;
  const cameraMs = openMs + firstFrameMs + (FRAMES_PER_LOOK - 1) * framePeriodMs;
  const sendingMs = ((frameBytes * BASE64) / 1_024) * uploadMsPerKiB;
  const joined = connectMs(NETWORK_TIMING, "http", { isNamed: true, isSecure: true });
  const radioMs = wifiScanOneMs + wifiAssociateMs + joined + sendingMs + replyLatencyMs;
  const { bootMs, scriptMs } = CHIP_TIMING_ROWS;
  const awakeMs = bootMs.value + scriptMs.value + cameraMs + radioMs;
  return { awakeMs, cameraMs, radioMs, sendingMs };
}
