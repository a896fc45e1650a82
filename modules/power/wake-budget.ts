import type { Settings } from "../settings/schema.js";

/**
 * What a wake may spend. Nothing on the chip measures energy: time is reckoned with what the parts
 * draw as a rule, by the middle values of docs/POWER.md.
 */
/** Chip and camera, 85 mA at 3.3 V. */
export const LOOKING_MILLIWATTS = 280;
/** Chip and radio, of which it sends half of the time. */
export const ASKING_MILLIWATTS = 500;
/** An answer that has less time than this is not asked for. */
export const ASK_MS_MIN = 2_000;

type PowerSettings = Settings["power"];

/** From boot: when a wake saves and sleeps whatever it was doing. */
export function deadlineMs({ wakeMsMax, wakeMillijoulesMax }: PowerSettings): number {
  const byEnergyMs = (1_000 * wakeMillijoulesMax) / LOOKING_MILLIWATTS;
  return byEnergyMs < wakeMsMax ? byEnergyMs : wakeMsMax;
}

/**
 * How long the cloud may be waited for after `awakeMs` of looking; 0 where it is not worth asking.
 * Leaves a second to save and sleep.
 */
export function askMsMax(power: PowerSettings, awakeMs: number): number {
  const leftMillijoules = power.wakeMillijoulesMax - (awakeMs * LOOKING_MILLIWATTS) / 1_000;
  const byEnergyMs = (1_000 * leftMillijoules) / ASKING_MILLIWATTS;
  const byTimeMs = deadlineMs(power) - awakeMs - 1_000;
  const askMs = Math.floor(Math.min(byEnergyMs, byTimeMs));
  return askMs >= ASK_MS_MIN ? askMs : 0;
}

/** What a question takes that is waited for so long. */
export function askingMillijoules(askMs: number): number {
  return Math.ceil((askMs * ASKING_MILLIWATTS) / 1_000);
}
