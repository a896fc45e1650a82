import { ChipPower, type DeepSleepOptions } from "../../../native/power/power.js";
import { keepSettings } from "../../../native/storage/nvs-driver.js";

/** A chip's power; what must be in flash before the machine is gone is written first. */
export class BoardPower extends ChipPower {
  override sleep(options: DeepSleepOptions): never {
    keepSettings();
    return super.sleep(options);
  }
}
