import { runAll } from "test/conformance/suites";

runAll();
