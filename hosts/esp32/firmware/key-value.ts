import { keyValueOver } from "../../../native/storage/key-value.js";
import { nvsDriver } from "../../../native/storage/nvs-driver.js";

/** `embedded:storage/key-value` over ESP-IDF's NVS. */
export default keyValueOver(nvsDriver);
