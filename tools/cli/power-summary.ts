import { CELLS } from "../../hosts/simulator/board/energy/cells.js";
import { BOARD_ROWS } from "../../hosts/simulator/board/energy/current-table.js";
import { bestChange } from "../run/power-advice.js";
import type { BoardFigures } from "../run/power-figures.js";

export interface PowerFigures {
  readonly stock: BoardFigures;
  readonly modified: BoardFigures;
  readonly simulatedPerWall: number;
}

/** What a run drew, with what the figures assume beside them. */
export function powerSummaryOf({ stock, modified, simulatedPerWall }: PowerFigures): string {
  return [
    `\n${boardText(stock)}${boardText(modified)}`,
    `what would buy most        ${bestChange(stock, modified)}\n`,
    `simulated per wall second  ${simulatedPerWall.toFixed(0)} s\n`,
    "assumed: currents and cells of docs/POWER.md, middle values; 20 C; nobody has measured a board\n",
  ].join("");
}

function boardText(figures: BoardFigures): string {
  const { board, joulesPerDay, joulesPerWake, mahPerDay, batteryDays } = figures;
  const wakes = Object.entries(joulesPerWake).map(
    ([cause, joules]) => `${cause} ${joules.toFixed(2)}`,
  );
  const states = Object.entries(mahPerDay).map(([state, mah]) => `${state} ${mah.toFixed(1)}`);
  const { low, middle, high } = batteryDays;
  const rows = [
    [`${board} board`, BOARD_ROWS[board].what],
    ["  joules", `${joulesPerDay.toFixed(0)} a day; awake, per wake: ${wakes.join(", ")}`],
    ["  mAh a day", states.join(", ")],
    [
      "  battery days",
      `${middle.toFixed(1)} (${low.toFixed(1)} to ${high.toFixed(1)}), ${CELLS[figures.cells].what}, ` +
        `${CELLS[figures.cells].capacityMah} mAh`,
    ],
    ["  against streaming", figures.vsStreaming.toFixed(3)],
    ["  against sending all", figures.vsSendEveryFrame.toFixed(3)],
  ];
  return rows.map(([label = "", text]) => `${label.padEnd(27)}${text}\n`).join("");
}
