export { openBench } from "test/device/esp32/bench";
