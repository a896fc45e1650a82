import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openLocalCloud } from "../../hosts/simulator/board/cloud/local-cloud.js";
import { Truth } from "../../hosts/simulator/board/cloud/truth.js";
import { openTimeServer } from "./time-server.js";

/**
 * The simulator's local cloud for firmware that runs in an emulator, and the settings by which that
 * firmware (test/device/question) finds it and asks it about whatever it sees:
 *
 *     node build/js/test/helpers/serve-cloud.js FOLDER TRANSPORT [SSID]
 *
 * FOLDER gets `settings.json` and `authority.der`. Ends with its standard input, and says then what
 * it was asked.
 */
const KEY = "local-key-of-an-emulated-board";
const MINUTE_MS = 60_000;
const WAKE_MS_MAX = 90_000;
const [folder, transport = "https", ssid = "PICSimLabWifi"] = process.argv.slice(2);
if (folder === undefined) throw new Error("name a folder for settings.json and authority.der");
const cloud = await openLocalCloud({ truth: new Truth(), seed: 1, key: KEY });
const settings = {
  wifi: { ssid, timeServer: "10.0.2.2" },
  credentials: { cloudKey: KEY, cloudCa: "authority.der" },
  cloud: { transport, host: cloud.host, port: cloud.route.port, timeoutMs: MINUTE_MS },
  escalation: { intervalMs: 0, auditShare: 1 },
  power: { wakeMsMax: WAKE_MS_MAX, wakeMillijoulesMax: 60_000 },
};
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, "authority.der"), cloud.caDer);
writeFileSync(join(folder, "settings.json"), `${JSON.stringify(settings, null, 2)}\n`);
process.stdout.write(`local cloud: 127.0.0.1:${cloud.route.port}, over ${transport}\n`);
const time = await openTimeServer("127.0.0.1").catch((error: Error) => {
  process.stdout.write(`no time server: ${error.message}\n`);
});
process.stdin.resume();
process.stdin.once("end", () => {
  process.stdout.write(`${JSON.stringify(cloud.totals())}\n`);
  void cloud.close();
  void time?.close();
});
