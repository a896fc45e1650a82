import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { ROOT } from "../project-paths.js";

const INPUTS = 10_000;
/** Of the suite's properties four take all inputs, and one a quarter. */
const PROPERTIES = 4.25;

export interface FuzzBench {
  /** Tried without a fault; null where there was one. */
  readonly inputs: number | null;
}

/** Runs the suite that speaks to the cloud stage as nobody should, with more inputs than `npm test`. */
export function benchFuzz(): FuzzBench {
  const args = [join(ROOT, "tools/run-mocha.mjs"), "modules/cloud/fuzz"];
  const env = { ...process.env, FUZZ_INPUTS: `${INPUTS}` };
  const { status, stdout } = spawnSync(process.execPath, args, { env, encoding: "utf8" });
  if (status === 0) return { inputs: INPUTS * PROPERTIES };
  process.stderr.write(stdout);
  return { inputs: null };
}
