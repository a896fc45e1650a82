import { readModelSlot } from "../detector/model-slot.js";
import type { KeyValueDomain, KeyValueModule } from "../host/storage.js";
import {
  CHECKPOINT_BYTES,
  checkpointDue,
  isStartDue,
  noteStored,
  takeCheckpoint,
  withStart,
} from "../policy/budget-checkpoint.js";
import { breakerCheckpointDue, takeBreakerCheckpoint } from "../policy/circuit-breaker.js";
import type { Cost } from "../policy/day-cost.js";
import type { Moment } from "../policy/escalation-budget.js";
import { loadSettings } from "../settings/store.js";
import { nowOf, takeUpClock } from "./now.js";
import { noteFailure, type ThisWake } from "./this-wake.js";
import { readWakeRecord } from "./wake-record.js";
import { initialWakeState } from "./wake-state.js";

/** Where the count of cold starts is kept: what they lose cannot hold it. */
export const WAKE_DOMAIN = "wake";
export const COLD_STARTS_KEY = "cold-starts";
/** What the day has reserved for questions to the cloud (policy/budget-checkpoint.ts). */
export const SPENT_KEY = "spent";
/** Until when the circuit breaker is open (policy/circuit-breaker.ts). */
export const BREAKER_KEY = "breaker";
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
    takeUpClock(wake);
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
  const { state, host } = wake;
  state.wakes = 1;
  // What waits in flash has outlived the memory of when it was due.
  state.delivery.dueS = 1;
  try {
    withWakeDomain(host.keyValue, (domain) => {
      const now = nowOf(wake);
      state.coldStarts = (numberAt(domain, COLD_STARTS_KEY) + 1) >>> 0;
      domain.write(COLD_STARTS_KEY, state.coldStarts);
      takeBreakerCheckpoint(state.escalation, numberAt(domain, BREAKER_KEY), now);
      domain.format = "buffer";
      const spent = domain.read(SPENT_KEY);
      if (spent === undefined) return;
      if (!(spent instanceof ArrayBuffer) || spent.byteLength !== CHECKPOINT_BYTES) {
        throw new RangeError(SPENT_KEY);
      }
      takeCheckpoint(state.escalation, new Uint32Array(spent), now);
    });
  } catch {
    noteFailure(wake, "restore", { code: "cold-starts-uncounted" });
  }
}

/** Reserves the day's next questions in flash where that is due. Throws where the store does. */
export function reserveQuestions({ state, host }: ThisWake, now: Moment, cost?: Cost): void {
  const due = checkpointDue(state.escalation, now, cost);
  if (due === undefined) return;
  withWakeDomain(host.keyValue, (domain) => {
    domain.format = "buffer";
    domain.write(SPENT_KEY, due.buffer);
  });
  noteStored(state.escalation, due);
}

/** Has flash know when the day began, where a question has just had the clock set. Throws likewise. */
export function keepStart({ state, host }: ThisWake, now: Moment): void {
  if (!isStartDue(state.escalation, now)) return;
  withWakeDomain(host.keyValue, (domain) => {
    domain.format = "buffer";
    const spent = domain.read(SPENT_KEY);
    if (!(spent instanceof ArrayBuffer) || spent.byteLength !== CHECKPOINT_BYTES) return;
    const due = withStart(new Uint32Array(spent), state.escalation, now);
    domain.write(SPENT_KEY, due.buffer);
    noteStored(state.escalation, due);
  });
}

/** Keeps an open circuit breaker in flash where that is due. Throws where the store does. */
export function keepBreaker({ state, host }: ThisWake, now: Moment): void {
  withWakeDomain(host.keyValue, (domain) => {
    const due = breakerCheckpointDue(state.escalation, numberAt(domain, BREAKER_KEY), now);
    if (due !== undefined) domain.write(BREAKER_KEY, due);
  });
}

function numberAt(domain: KeyValueDomain, key: string): number {
  return Number(domain.read(key) ?? 0);
}

function withWakeDomain(keyValue: KeyValueModule, use: (domain: KeyValueDomain) => void): void {
  const domain = keyValue.open({ path: WAKE_DOMAIN, format: "uint32" });
  try {
    use(domain);
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
