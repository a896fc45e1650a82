export { openBench } from "test/device/simulator/bench";
