import { runTLS } from "test/tls/suites";

runTLS();
