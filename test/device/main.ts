import { runSelfTest } from "test/device/self-test";

runSelfTest();
