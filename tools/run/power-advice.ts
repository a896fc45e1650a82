import { batteryDays, CELLS } from "../../hosts/simulator/board/energy/cells.js";
import type { BoardFigures } from "./power-figures.js";

/** Six times as long between wakes, as a look a minute in place of one every ten seconds. */
const FEWER_LOOKS = 6;
/** A look whose two first frames are kept: two periods of three and a half less. */
const DISCARD_SHARE = 0.33;

interface Change {
  readonly what: string;
  readonly days: number;
}

/** The one change of hardware or settings that would buy the stock board most days, in words. */
export function bestChange(stock: BoardFigures, modified: BoardFigures): string {
  const now = stock.batteryDays.middle;
  const [best] = changesOf(stock, modified).sort((one, other) => other.days - one.days);
  if (best === undefined || best.days <= now) return "nothing that is known here";
  return `${best.what}: ${best.days.toFixed(1)} days instead of ${now.toFixed(1)}`;
}

/** Each alone, from the stock board's own figures. */
export function changesOf(stock: BoardFigures, modified: BoardFigures): Change[] {
  const { sleep, chip, camera, radio, flash } = stock.mahPerDay;
  const days = (mahPerDay: number): number => batteryDays(CELLS[stock.cells], mahPerDay);
  const asleepStays = sleep + radio + flash;
  return [
    {
      what: "the modified board with its cell",
      days: modified.batteryDays.middle,
    },
    {
      what: `power.wakeIntervalMs ${FEWER_LOOKS} times as long`,
      days: days(asleepStays + (chip + camera) / FEWER_LOOKS),
    },
    {
      what: "no cloud (cloud.enabled false)",
      days: days(sleep + chip + camera + flash),
    },
    {
      what: "no frame thrown away (camera.discardFrames 0)",
      days: days(asleepStays + chip + camera * (1 - DISCARD_SHARE)),
    },
  ];
}
