import { join, resolve } from "node:path";

/** Where the checkout is, seen from the compiled tools in build/js/tools. */
export const ROOT = resolve(import.meta.dirname, "../../..");
/** The network that the project ships. */
export const MODEL_FOLDER = join(ROOT, "models/person-detect");
/** The flash map that is flashed, and that every virtual board is laid out by. */
export const PARTITION_TABLE = join(ROOT, "hosts/esp32-cam/sdkconfig/partitions.csv");
