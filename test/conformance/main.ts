import { runAll } from "test/conformance/suites";

// A name that whoever runs this resolves.
runAll({ host: "conformance.test", port: 80, address: "127.0.0.1" });
