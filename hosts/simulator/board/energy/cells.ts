import { BOARD_ROWS, type BoardName, LOAD_ROWS } from "./current-table.js";

/** A set of cells. Every figure is somebody's; `source` says whose, and what is assumed. */
export interface Cells {
  readonly what: string;
  readonly capacityMah: number;
  readonly resistanceOhm: number;
  /** Part of the charge that a month takes by itself. */
  readonly selfDischargePerMonth: number;
  /** Open-circuit volts by the share of charge that is left, from empty to full. */
  readonly volts: readonly (readonly [share: number, volts: number])[];
  /** Below this at the board's supply pin, with its load, the chip browns out. */
  readonly brownOutVolts: number;
  readonly source: string;
}

export type CellsName = "nimh-aa-4" | "li-ion-18650";

export const CELLS: Readonly<Record<CellsName, Cells>> = {
  "nimh-aa-4": {
    what: "4 NiMH AA cells in series into 5V",
    capacityMah: 1_900,
    resistanceOhm: 0.2,
    selfDischargePerMonth: 0.0125,
    volts: [
      [0, 4.0],
      [0.1, 4.7],
      [0.5, 5.0],
      [0.9, 5.3],
      [1, 5.7],
    ],
    brownOutVolts: 4.3,
    source:
      "1,900 mAh at least, 85 % after a year, both the maker's (videofoundry.co.nz); 30 mOhm a cell " +
      "(Panasonic HHR data sheets) and contacts: assumed 0.2; voltages assumed; 3.3 V and the " +
      "AMS1117's drop-out of 1.0 V and more: assumed 4.3",
  },
  "li-ion-18650": {
    what: "one 18650 Li-ion cell into a low drop-out 3.3 V regulator",
    capacityMah: 3_280,
    resistanceOhm: 0.1,
    selfDischargePerMonth: 0.02,
    volts: [
      [0, 3.0],
      [0.1, 3.4],
      [0.3, 3.6],
      [0.6, 3.8],
      [1, 4.2],
    ],
    brownOutVolts: 3.3,
    source:
      "NCR18650B: 3.28 Ah at C/10 (wattworks.bike, by Batemo); 25 mOhm for such cells (machineu.com), " +
      "protection and holder assumed up to 0.1; 5 % a year (candlepowerforums) to under 5 % a month " +
      "(yokenergy.com): 2 % assumed; voltages assumed",
  },
};

/** Assumed, with a wide spread (0.6 to 0.9, 2 to 5): what -10 C leaves and makes of a Li-ion cell. */
const COLD = { celsius: -10, capacity: 0.75, resistance: 3 } as const;
const WARM_CELSIUS = 20;
/** Camera, radio sending and chip at once. */
const PEAK_MA = LOAD_ROWS.streaming.high;

export function openVolts({ volts }: Cells, share: number): number {
  const at = Math.max(0, Math.min(1, share));
  const after = Math.max(
    1,
    volts.findIndex(([row]) => row >= at),
  );
  const [fromShare, fromVolts] = volts[after - 1] as readonly [number, number];
  const [toShare, toVolts] = volts[after] as readonly [number, number];
  return fromVolts + ((at - fromShare) / (toShare - fromShare)) * (toVolts - fromVolts);
}

/** What a divider would show, in millivolts, with `loadMa` drawn. */
export function millivoltsAt(
  cells: Cells,
  share: number,
  { loadMa = 45, celsius = WARM_CELSIUS }: { loadMa?: number; celsius?: number } = {},
): number {
  const ohm = cells.resistanceOhm * factorAt(celsius, COLD.resistance);
  return Math.round(1_000 * openVolts(cells, share) - loadMa * ohm);
}

/** Milliamperes for an hour that can be drawn before the highest load browns the chip out. */
export function usableMah(cells: Cells, celsius = WARM_CELSIUS): number {
  const floorMv = 1_000 * cells.brownOutVolts;
  let share = 1;
  while (share > 0 && millivoltsAt(cells, share, { loadMa: PEAK_MA, celsius }) > floorMv) {
    share -= 0.001;
  }
  return cells.capacityMah * factorAt(celsius, COLD.capacity) * (1 - Math.max(0, share));
}

/** Days that a set of cells lasts at so much a day; its own discharge with it. */
export function batteryDays(cells: Cells, mahPerDay: number, celsius = WARM_CELSIUS): number {
  const ownMah = (cells.capacityMah * cells.selfDischargePerMonth) / 30;
  return usableMah(cells, celsius) / (mahPerDay + ownMah);
}

/** The cells that a board is fed from where nothing else is said. */
export function usualCells(board: BoardName): CellsName {
  return BOARD_ROWS[board].volts > 4.3 ? "nimh-aa-4" : "li-ion-18650";
}

function factorAt(celsius: number, coldFactor: number): number {
  const part = (WARM_CELSIUS - celsius) / (WARM_CELSIUS - COLD.celsius);
  return 1 + (coldFactor - 1) * Math.max(0, part);
}
