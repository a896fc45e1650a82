import Digital from "embedded:io/digital";
import config from "mc/config";
import type { Light, LightEntry, Lights } from "../../../modules/host/light.js";

/** How a light hangs on the chip, as `config.lights` of the board's manifest.json says. */
interface Wiring {
  readonly pin: number;
  readonly activeLow?: boolean;
}

/** The board's lights for one wake; none is touched before it is used. */
export function openLights(): Lights {
  const { indicator, flash } = (config.lights ?? {}) as Partial<Record<keyof Lights, Wiring>>;
  return {
    ...(indicator && { indicator: entryOf(indicator) }),
    ...(flash && { flash: entryOf(flash) }),
  };
}

/**
 * The pin stays the entry's once it was used, until the chip sleeps: the SDK gives a closed pin back
 * with its pull-up on, and what hangs on it (the flash, by a transistor) would glow.
 */
function entryOf({ pin, activeLow = false }: Wiring): LightEntry {
  let output: Digital | undefined;
  const levelOf = (value: number): 0 | 1 => ((value === 0) === activeLow ? 1 : 0);
  return {
    io: class implements Light {
      constructor() {
        // Dark from the first moment on, also where dark is high.
        const dark = { pin, mode: Digital.Output, initialValue: levelOf(0) };
        output ??= new Digital(dark);
        this.write(0);
      }

      write(value: 0 | 1): void {
        output?.write(levelOf(value));
      }

      close(): void {
        this.write(0);
      }
    },
  };
}
