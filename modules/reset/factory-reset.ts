import type { FlashModule, KeyValueModule } from "../host/storage.js";
import { eraseSettings } from "../settings/store.js";
import { readMark, writeMark } from "./marks.js";

const BEGUN_KEY = "factory-reset";
/** Outbox and privacy log. */
const KEPT_PARTITION = "outbox";

export interface ResetStore {
  readonly keyValue: KeyValueModule;
  readonly flash: FlashModule;
}

/**
 * Takes back all that a person has set (settings, keys, authorities, Wi-Fi), and erases what the
 * camera has kept: pictures and events that wait, and the privacy log. What tells of the device
 * itself stays (the count of cold starts; later the version that no update may go below), and so does
 * the firmware.
 *
 * Many records cannot be erased at once. So a mark is set first, and the reset counts from there on:
 * whoever finds the mark at a cold start must finish the reset before reading a setting. Throws where
 * the store does.
 */
export function factoryReset(store: ResetStore): void {
  writeMark(store.keyValue, BEGUN_KEY, 1);
  finishReset(store);
}

/** Whether a reset was begun and not finished. */
export function isResetBegun(keyValue: KeyValueModule): boolean {
  return readMark(keyValue, BEGUN_KEY) !== 0;
}

/** May be repeated. */
export function finishReset({ keyValue, flash }: ResetStore): void {
  eraseSettings(keyValue);
  erasePartition(flash, KEPT_PARTITION);
  writeMark(keyValue, BEGUN_KEY, 0);
}

/** Takes a second or two of 128 KiB. */
function erasePartition(flash: FlashModule, path: string): void {
  const partition = flash.open({ path, mode: "r+" });
  try {
    partition.eraseBlock(0, partition.status().blocks);
  } finally {
    partition.close();
  }
}
