import { readModelSlot } from "../detector/model-slot.js";
import type { KeyValueModule } from "../host/storage.js";
import { loadSettings } from "../settings/store.js";
import { noteFailure, type ThisWake } from "./this-wake.js";
import { readWakeRecord } from "./wake-record.js";
import { initialWakeState } from "./wake-state.js";

/** Where the count of cold starts is kept: what they lose cannot hold it. */
export const WAKE_DOMAIN = "wake";
export const COLD_STARTS_KEY = "cold-starts";
export const MODEL_PARTITION = "model_0";

/** Takes up what the wakes before left behind: the wake record, the settings, the network. */
export function restore(wake: ThisWake): void {
  restoreState(wake);
  wake.state.wakes += 1;
  const { settings, code, errors } = loadSettings(wake.host.keyValue);
  wake.settings = settings;
  if (code !== undefined) {
    const [first] = errors;
    const detail = first && `${first.path}: ${first.value}, where ${first.allowed} is allowed`;
    noteFailure(wake, "settings", detail === undefined ? { code } : { code, detail });
  }
  findModel(wake);
}

function restoreState(wake: ThisWake): void {
  const { power, checksum, keyValue } = wake.host;
  power.memory.read(wake.state.record);
  const refusal = readWakeRecord(wake.state, checksum);
  if (refusal === undefined) {
    wake.coldStart = false;
    return;
  }
  wake.state = initialWakeState();
  // Without power there is nothing to remember with; anything else ought to have kept it.
  if (refusal !== "record-absent" || power.wakeCause !== "power-on") {
    noteFailure(wake, "restore", { code: refusal });
  }
  try {
    wake.state.coldStarts = countColdStart(keyValue);
  } catch {
    noteFailure(wake, "restore", { code: "cold-starts-uncounted" });
  }
}

function countColdStart(keyValue: KeyValueModule): number {
  const domain = keyValue.open({ path: WAKE_DOMAIN, format: "uint32" });
  try {
    const coldStarts = (Number(domain.read(COLD_STARTS_KEY) ?? 0) + 1) >>> 0;
    domain.write(COLD_STARTS_KEY, coldStarts);
    return coldStarts;
  } finally {
    domain.close();
  }
}

function findModel(wake: ThisWake): void {
  const { host } = wake;
  let partition: ReturnType<typeof host.mapPartition>;
  try {
    partition = host.mapPartition(MODEL_PARTITION);
  } catch {
    noteFailure(wake, "detect", { code: "model-partition-absent" });
    return;
  }
  const slot = readModelSlot(partition, host);
  if (slot.ok) wake.model = slot.value;
  else noteFailure(wake, "detect", slot);
}
