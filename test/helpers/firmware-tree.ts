import { readFileSync } from "node:fs";
import { PARTITION_TABLE } from "../../tools/project-paths.js";
import { writeFile } from "./fake-programs.js";
import type { ScratchFolder } from "./scratch-folder.js";

const SCRIPT = 'export function sum() { return native("xs_sum_add").call(this); }\n';
const C = `#include "xsmc.h"

void xs_sum_add(xsMachine* the) { xsmcSetInteger(xsResult, 1); }
`;
const BOARD_SCRIPT = 'export class Rail extends Native("xs_rail_close") {}\n';
const BOARD_C = '#include "esp_sleep.h"\n\nvoid xs_rail_close(void* it) { (void)it; }\n';

/** The smallest firmware that a board and the simulator build, with nothing wrong in it. */
export function writeFirmwareTree(folder: ScratchFolder): void {
  const json = (name: string, content: unknown) => writeFile(folder, name, JSON.stringify(content));
  json("manifest.json", {
    modules: { "*": ["./main", "./native/sum_xs"], "native/sum": "./native/sum" },
    preload: ["native/sum", "nightjar/host"],
    platforms: {
      simulator: { modules: { "nightjar/host": "./hosts/simulator/firmware/host" } },
      "esp32/*": { include: "$(MODDABLE)/examples/manifest_base.json" },
      "...": { error: "no host" },
    },
  });
  writeFile(folder, "main.ts", "");
  writeFile(folder, "native/sum.ts", SCRIPT);
  writeFile(folder, "native/sum_xs.c", C);
  writeFile(folder, "hosts/simulator/firmware/host.ts", "");
  json("hosts/esp32-cam/manifest.json", {
    build: { SDKCONFIGPATH: "./sdkconfig" },
    modules: { "*": "./firmware/rail_esp32", "nightjar/host": "./firmware/host" },
  });
  writeFile(folder, "hosts/esp32-cam/firmware/host.ts", BOARD_SCRIPT);
  writeFile(folder, "hosts/esp32-cam/firmware/rail_esp32.c", BOARD_C);
  writeFile(
    folder,
    "hosts/esp32-cam/sdkconfig/partitions.csv",
    readFileSync(PARTITION_TABLE, "utf8"),
  );
  writeFile(
    folder,
    "hosts/esp32-cam/sdkconfig/sdkconfig.defaults",
    "CONFIG_PARTITION_TABLE_OFFSET=0x10000\nCONFIG_STACK=24576\nCONFIG_BURN=n\n",
  );
  json("hosts/esp32-cam/sdkconfig/required.json", {
    CONFIG_STACK: { atLeast: 24576, why: "decoding" },
    CONFIG_BURN: { is: "n", why: "burns an eFuse" },
  });
}
