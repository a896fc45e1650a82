import type { LoadLog } from "../../hosts/simulator/board/energy/load-log.js";

/** Cells, as far as they can fail under a load. */
export interface Supply {
  readonly millivoltsAt: (loadMa: number) => number;
  /** Below this the chip's detector resets it. */
  readonly brownOutMv: number;
}

/** Whether they sag too far under what is on. */
export function brownOut({ millivoltsAt, brownOutMv }: Supply, loads: LoadLog): () => boolean {
  return () => millivoltsAt(loads.peakMa()) < brownOutMv;
}
