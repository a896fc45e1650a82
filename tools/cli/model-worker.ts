import type { WorkerCommand } from "../../hosts/simulator/board/worker.js";
import { buildWorker } from "../build-host.js";

/** The firmware's decoder and detector, compiled for this machine where they are not yet. */
export function modelWorker(): Promise<WorkerCommand> {
  let said = false;
  return buildWorker(() => {
    if (said) return;
    said = true;
    process.stderr.write("compiling the firmware's decoder and detector for this machine\n");
  });
}
