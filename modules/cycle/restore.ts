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

/** Takes up what the wakes before left behind; without it this is a cold start. */
export function restore(wake: ThisWake): void {
  const { power, checksum } = wake.host;
  // Whatever RTC memory still shows after a short loss of power was not kept but not yet lost.
  if (power.wakeCause === "power-on") {
    startCold(wake);
    return;
  }
  power.memory.read(wake.state.record);
  const refusal = readWakeRecord(wake.state, checksum);
  if (refusal === undefined) {
    wake.coldStart = false;
    wake.state.wakes += 1;
    return;
  }
  wake.state = initialWakeState();
  noteFailure(wake, "restore", { code: refusal });
  startCold(wake);
}

/** The settings in force, and the network that its slot holds. */
export function takeUp(wake: ThisWake): void {
  const { settings, code, errors } = loadSettings(wake.host.keyValue);
  wake.settings = settings;
  if (code !== undefined) {
    const [first] = errors;
    const detail = first && `${first.path}: ${first.value}, where ${first.allowed} is allowed`;
    noteFailure(wake, "settings", detail === undefined ? { code } : { code, detail });
  }
  findModel(wake);
}

function startCold(wake: ThisWake): void {
  wake.state.wakes = 1;
  try {
    wake.state.coldStarts = countColdStart(wake.host.keyValue);
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
