import assert from "node:assert/strict";
import type { Battery } from "../../../modules/host/power.js";
import { registerSDKModules } from "../../helpers/sdk-stand-ins.js";

/** What the converter does, and what was asked of it. */
interface Bench {
  battery: { readonly pin: number; readonly ratio: number } | undefined;
  readings: readonly (number | undefined)[];
  refuses: boolean;
  readonly log: string[];
}

const bench: Bench = { battery: undefined, readings: [], refuses: false, log: [] };

const SOURCES = {
  "embedded:io/analog": `
    const bench = globalThis.batteryBench;
    export default class Analog {
      #next = 0;
      constructor({ pin }) {
        if (bench.refuses) throw new Error("the converter is the radio's");
        bench.log.push("open " + pin);
      }
      get resolution() { return 12; }
      read() { return bench.readings[this.#next++ % bench.readings.length]; }
      close() { bench.log.push("close"); }
    }`,
  "mc/config": `
    export default { get battery() { return globalThis.batteryBench.battery; } };`,
} as const;

async function openBattery(): Promise<Battery | undefined> {
  Object.assign(globalThis, { batteryBench: bench });
  registerSDKModules(SOURCES);
  // A copy of its own: another test may have loaded it with other stand-ins.
  const path = new URL("../../../hosts/esp32/firmware/battery.js?bench", import.meta.url).href;
  const module = (await import(path)) as { openBattery(): Battery | undefined };
  return module.openBattery();
}

describe("the cells of a board", () => {
  beforeEach(() => {
    Object.assign(bench, { battery: { pin: 14, ratio: 2 }, readings: [3_510], refuses: false });
    bench.log.length = 0;
  });

  it("cannot be read where the board has no divider", async () => {
    bench.battery = undefined;
    assert.equal(await openBattery(), undefined);
  });

  it("are what the pin sees, times the divider's ratio, and the pin is given back", async () => {
    // 3,510 of 4,095 parts of 2,450 mV are 2,100.
    assert.equal((await openBattery())?.millivolts(), 4_200);
    assert.deepEqual(bench.log, ["open 14", "close"]);
  });

  it("are the mean of several readings", async () => {
    bench.readings = [3_500, 3_520];
    assert.equal((await openBattery())?.millivolts(), 4_200);
  });

  it("are unknown where the converter will not be had, or a reading fails", async () => {
    bench.refuses = true;
    assert.equal((await openBattery())?.millivolts(), undefined);
    Object.assign(bench, { refuses: false, readings: [3_510, undefined] });
    assert.equal((await openBattery())?.millivolts(), undefined);
    assert.deepEqual(bench.log, ["open 14", "close"]);
  });
});
