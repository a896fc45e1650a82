import Analog from "embedded:io/analog";
import config from "mc/config";
import type { Battery } from "../../../modules/host/power.js";

/** How the cells hang on the chip, as `config.battery` of the board's manifest.json says. */
interface Divider {
  /** One that the converter reaches; of its second unit only while the radio is off. */
  readonly pin: number;
  /** What the cells have, divided by what the pin sees. */
  readonly ratio: number;
}

/** As the standard has it; the typings know no end of it. */
type Converter = Analog & { close(): void };

/**
 * Millivolts that the highest number stands for: the SDK's own for the converter's 12 dB, which it takes
 * where nothing is asked, and which its calibrated readings are scaled to.
 */
const FULL_SCALE_MV = 2_450;
/** The converter's noise is some ten millivolts; so many readings are taken for one. */
const READINGS = 16;

/** The cells through the board's divider; undefined where the board has none. */
export function openBattery(): Battery | undefined {
  const divider = config.battery as Divider | undefined;
  return divider && { millivolts: () => millivoltsThrough(divider) };
}

/** Undefined where the converter will not be had, as under the radio. */
function millivoltsThrough({ pin, ratio }: Divider): number | undefined {
  let analog: Converter | undefined;
  try {
    analog = new Analog({ pin }) as Converter;
    const mean = meanOf(analog) / (2 ** analog.resolution - 1);
    return Math.round(mean * FULL_SCALE_MV * ratio);
  } catch {
    return undefined;
  } finally {
    analog?.close();
  }
}

/** Throws where a reading fails, of which the SDK gives no number. */
function meanOf(analog: Converter): number {
  let sum = 0;
  for (let reading = 0; reading < READINGS; reading++) {
    const value = analog.read() as number | undefined;
    if (typeof value !== "number") throw new Error("no reading");
    sum += value;
  }
  return sum / READINGS;
}
