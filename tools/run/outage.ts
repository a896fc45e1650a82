import type { NetworkFaults } from "../../hosts/simulator/board/network/network-faults.js";

/** A stretch of virtual time without a network, in ms since the board's first power. */
export interface Outage {
  readonly fromMs: number;
  readonly toMs: number;
}

export function outageFaults({ fromMs, toMs }: Outage, nowMs: () => number): NetworkFaults {
  return () => (nowMs() >= fromMs && nowMs() < toMs ? { kind: "outage" } : undefined);
}
