import { ChipPower, type DeepSleepOptions } from "../../../native/power/power.js";
import { keepSettings } from "../../../native/storage/nvs-driver.js";
import type { BoardNetwork } from "./network.js";

/** A chip's power; before the machine is gone, what must be in flash is written and the radio is off. */
export class BoardPower extends ChipPower {
  readonly #network: BoardNetwork;

  constructor(network: BoardNetwork) {
    super();
    this.#network = network;
  }

  override sleep(options: DeepSleepOptions): never {
    keepSettings();
    this.#network.leave();
    return super.sleep(options);
  }
}
