import type { KeyValueModule } from "../host/storage.js";
import { eraseSettings } from "../settings/store.js";
import { readMark, writeMark } from "./marks.js";

const BEGUN_KEY = "factory-reset";

/**
 * Takes back all that a person has set: settings, keys, authorities, Wi-Fi. What tells of the device
 * itself stays (the count of cold starts; later the version that no update may go below), and so does
 * the firmware.
 *
 * Many records cannot be erased at once. So a mark is set first, and the reset counts from there on:
 * whoever finds the mark at a cold start must finish the reset before reading a setting. Throws where
 * the store does.
 */
export function factoryReset(keyValue: KeyValueModule): void {
  writeMark(keyValue, BEGUN_KEY, 1);
  finishReset(keyValue);
}

/** Whether a reset was begun and not finished. */
export function isResetBegun(keyValue: KeyValueModule): boolean {
  return readMark(keyValue, BEGUN_KEY) !== 0;
}

/** May be repeated. */
export function finishReset(keyValue: KeyValueModule): void {
  eraseSettings(keyValue);
  writeMark(keyValue, BEGUN_KEY, 0);
}
