// Not preloaded: cold starts alone run it, and bytecode takes less flash than what it makes.
import type { KeyValueModule } from "../host/storage.js";
import { eraseSettings } from "../settings/store.js";
import { type EraseHost, erasePartition } from "./erase-partition.js";
import { readMark, writeMark } from "./marks.js";

const BEGUN_KEY = "factory-reset";
/** Outbox and privacy log. */
const KEPT_PARTITION = "outbox";

export interface ResetHost extends EraseHost {
  readonly keyValue: KeyValueModule;
}

/**
 * Takes back all that a person has set (settings, keys, authorities, Wi-Fi), and erases what the
 * camera has kept: pictures and events that wait, and the privacy log. What tells of the device
 * itself stays (the count of cold starts; later the version that no update may go below), and so does
 * the firmware.
 *
 * Many records cannot be erased at once. So a mark is set first, and the reset counts from there on:
 * whoever finds the mark at a cold start must finish the reset before reading a setting. Rejects where
 * the store throws.
 */
export async function factoryReset(host: ResetHost): Promise<void> {
  writeMark(host.keyValue, BEGUN_KEY, 1);
  await finishReset(host);
}

/** Whether a reset was begun and not finished. */
export function isResetBegun(keyValue: KeyValueModule): boolean {
  return readMark(keyValue, BEGUN_KEY) !== 0;
}

/** May be repeated, and goes on where it was ended. */
export async function finishReset(host: ResetHost): Promise<void> {
  eraseSettings(host.keyValue);
  await erasePartition(host, KEPT_PARTITION);
  writeMark(host.keyValue, BEGUN_KEY, 0);
}
