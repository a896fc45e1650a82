import { openConformanceServer } from "./conformance-server.js";
import { openTimeServer } from "./time-server.js";

/**
 * The servers of test/conformance/network for firmware that runs elsewhere, an emulated board, say:
 *
 *     node build/js/test/helpers/serve-conformance.js [ADDRESS [PORT]]
 *
 * Listens on 127.0.0.1 and any free port by default, and says where; tells the time too, where port
 * 123 may be opened. Ends with its standard input.
 */
const [address = "127.0.0.1", port = "0"] = process.argv.slice(2);
const server = await openConformanceServer({ address, port: Number(port) });
process.stdout.write(`conformance servers: ${address}:${server.port}\n`);
const time = await openTimeServer(address).catch((error: Error) => {
  process.stdout.write(`no time server: ${error.message}\n`);
});
if (time) process.stdout.write(`time server: ${address}:123 (UDP)\n`);
process.stdin.resume();
process.stdin.once("end", () => {
  void server.close();
  void time?.close();
});
