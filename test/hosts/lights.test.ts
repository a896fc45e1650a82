import assert from "node:assert/strict";
import type { Lights } from "../../modules/host/light.js";
import { registerSDKModules } from "../helpers/sdk-stand-ins.js";

/** What the chip's pins were told, in order. */
interface Bench {
  readonly log: string[];
}

const bench: Bench = { log: [] };

/** The SDK's modules as far as the lights use them. */
const SOURCES = {
  "embedded:io/digital": `
    const { log } = globalThis.lightBench;
    export default class Digital {
      static Output = 8;
      #pin;
      constructor({ pin, mode, initialValue }) {
        this.#pin = pin;
        log.push("open " + pin + " mode " + mode + " at " + initialValue);
      }
      write(value) { log.push(this.#pin + " = " + value); }
      close() { log.push("close " + this.#pin); }
    }`,
  "mc/config": `
    export default {
      lights: { indicator: { pin: 33, activeLow: true }, flash: { pin: 4 } },
    };`,
} as const;

async function openLights(): Promise<Lights> {
  Object.assign(globalThis, { lightBench: bench });
  registerSDKModules(SOURCES);
  // A copy of its own: another test may have loaded it with other stand-ins.
  const path = new URL("../../hosts/esp32/firmware/lights.js?bench", import.meta.url).href;
  const lights = (await import(path)) as { openLights(): Lights };
  return lights.openLights();
}

describe("the lights of an ESP32 board", () => {
  it("are not touched before they are used", async () => {
    await openLights();
    assert.deepEqual(bench.log, []);
  });

  it("take 1 for lit whatever the wiring, and are never given back: the flash would glow", async () => {
    const { indicator, flash } = await openLights();
    assert.ok(indicator && flash);
    for (const entry of [indicator, flash]) {
      for (let time = 0; time < 2; time++) {
        const light = new entry.io({ ...entry });
        light.write(1);
        light.close();
      }
    }
    const once = (pin: number, lit: number) => [lit ^ 1, lit, lit ^ 1].map((v) => `${pin} = ${v}`);
    assert.deepEqual(bench.log, [
      "open 33 mode 8 at 1",
      ...once(33, 0),
      ...once(33, 0),
      "open 4 mode 8 at 0",
      ...once(4, 1),
      ...once(4, 1),
    ]);
  });
});
