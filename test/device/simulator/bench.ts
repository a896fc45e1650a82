import type { Host } from "../../../modules/host/host.js";
import type { Bench, OpenBench } from "../bench.js";

/** A virtual board: its console is the run's log. */
export const openBench: OpenBench = (host: Host): Bench => ({
  without: ["app-slots", "psram", "bluetooth"],
  writeLine: (line) => host.report({ tap: line }),
  freeMemory: () => undefined,
  appSlot: () => undefined,
  wrongExternalBytes: (byteLength) => byteLength,
  beginSpan: () => {},
  endSpan: () => {},
});
