import type { FirmwareFrame } from "./link.js";

/**
 * What the chip itself takes, in virtual time. "derived": a published time of the same work on the
 * same chip, by the instructions that an emulated ESP32 counted for both (docs/PERFORMANCE.md).
 */
export interface ChipTimingRow {
  readonly value: number;
  readonly kind: "measured" | "derived" | "estimate";
  readonly source: string;
}

/**
 * 75.5 million instructions of the person-detection example are published as 380 ms with ESP-NN
 * (espressif/esp-tflite-micro, README of the example), so a million takes 5 ms.
 */
const MS_PER_MILLION = 380 / 75.5;

export const CHIP_TIMING_ROWS = {
  bootMs: {
    value: 180,
    kind: "estimate",
    source:
      "ROM and second boot loader without image check, flash mapped, XS started: Espressif's " +
      "low-power examples show 100 to 300 ms to app_main",
  },
  scriptMs: {
    value: Math.round(1.9 * MS_PER_MILLION),
    kind: "derived",
    source: "a quiet wake but for its decode: 1.9 million instructions in an emulated ESP32",
  },
  decodeMs: {
    value: Math.round(6.85 * MS_PER_MILLION),
    kind: "derived",
    source: "6.85 million instructions for VGA to 96 x 96 x 3 in an emulated ESP32",
  },
  invokeMs: {
    value: Math.round(77.7 * MS_PER_MILLION),
    kind: "derived",
    source: "77.7 million instructions in an emulated ESP32 against the example's 75.5 in 380 ms",
  },
} as const satisfies Readonly<Record<string, ChipTimingRow>>;

/**
 * How much longer a sleep is than what was asked for. The RTC counts by an RC oscillator of 150 kHz
 * that is calibrated at boot, warm, and runs cold: 23 s an hour (pantaluna's
 * esp32_ds3231_32khz_oscillator_using_lib), 20 min in 15 h (arduino-esp32 issue 7084), over half an
 * hour in 10 h (esp32.com, viewed as "timer drifted over half an hour").
 */
export const RTC_DRIFT = { low: 0.006, middle: 0.022, high: 0.05 } as const;

/** What the firmware's C did since its last word, as a chip would take for it. */
export function workMs({ decodes, inferences }: FirmwareFrame): number {
  const { decodeMs, invokeMs } = CHIP_TIMING_ROWS;
  return decodes * decodeMs.value + inferences * invokeMs.value;
}
