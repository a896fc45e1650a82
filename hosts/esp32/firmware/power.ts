import config from "mc/config";
import type { Battery, MotionPin, SleepOptions } from "../../../modules/host/power.js";
import { ChipPower, motionPinAt } from "../../../native/power/power.js";
import { keepSettings } from "../../../native/storage/nvs-driver.js";
import { openBattery } from "./battery.js";
import type { BoardNetwork } from "./network.js";

/**
 * A chip's power, with the motion sensor where the board's manifest.json puts it (`config.motionPin`,
 * an RTC GPIO) and the cells where `config.battery` does. Before the machine is gone, what must be in flash is written and the radio is off.
 */
export class BoardPower extends ChipPower {
  readonly motionPin: MotionPin | undefined;
  readonly battery: Battery | undefined;
  readonly #network: BoardNetwork;
  readonly #pin = config.motionPin as number | undefined;

  constructor(network: BoardNetwork) {
    super();
    this.#network = network;
    this.motionPin = this.#pin === undefined ? undefined : motionPinAt(this.#pin);
    this.battery = openBattery();
  }

  override sleep({ durationMs, wakeOnPin = false }: SleepOptions): never {
    keepSettings();
    this.#network.leave();
    // A level ends the sleep, so one that is there already would end it at once.
    if (wakeOnPin && this.#pin !== undefined && this.motionPin?.isHigh() === false) {
      this.#sleepUntilPin(durationMs, this.#pin);
    }
    return super.sleep({ durationMs });
  }

  /** Returns where the pin cannot wake the chip: the timer will. */
  #sleepUntilPin(durationMs: number, pin: number): void {
    try {
      super.sleep({ durationMs, highPins: [pin] });
    } catch (error) {
      if (error instanceof RangeError) throw error;
    }
  }
}
