import { flashOver } from "../../../native/storage/flash.js";
import { partitionDriver } from "../../../native/storage/partition-driver.js";

/** `embedded:storage/flash` over the chip's partitions. */
export default flashOver(partitionDriver);
