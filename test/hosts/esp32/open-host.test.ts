import assert from "node:assert/strict";
import { ChipNatives } from "../../helpers/chip-natives.js";
import { registerUnusedSDKModules } from "../../helpers/sdk-stand-ins.js";

registerUnusedSDKModules();
const { openHost } = await import("../../../hosts/esp32/firmware/open-host.js");

describe("a board as a host", () => {
  let chip: ChipNatives;
  let storage: number;
  let traced: string[];

  beforeEach(() => {
    [storage, traced] = [0, []];
    chip = new ChipNatives({
      xs_boot_storage: () => storage,
      xs_boot_restore_count: () => 3,
      xs_power_wake_cause: () => 2,
      xs_time_ticks: () => 1234,
    });
    Object.assign(globalThis, { trace: (text: string) => traced.push(text) });
  });

  afterEach(() => {
    Reflect.deleteProperty(globalThis, "trace");
    chip.close();
  });

  for (const [state, name] of [
    [1, "restored"],
    [2, "emptied"],
  ] as const) {
    it(`reports at once that storage was ${name}, and how often that was`, () => {
      storage = state;
      openHost();
      const line = `{"schema":"nightjar.boot/1","storage":"${name}","count":3}`;
      assert.deepEqual(traced, [`${line}\n`]);
    });
  }

  it("says nothing of a boot like any other", () => {
    openHost();
    assert.deepEqual(traced, []);
  });

  it("reports one line of JSON", () => {
    openHost().report({ wake: 1, text: "a\nb" });
    assert.deepEqual(traced, ['{"wake":1,"text":"a\\nb"}\n']);
  });

  it("takes a clock from before 2025 for one that was never set", () => {
    const { clock } = openHost();
    const now = Date.now;
    try {
      Date.now = () => 5_000;
      assert.equal(clock.isSet(), false);
      Date.now = () => Date.UTC(2026, 0, 1);
      assert.equal(clock.isSet(), true);
      assert.equal(clock.wallMs(), Date.UTC(2026, 0, 1));
    } finally {
      Date.now = now;
    }
    assert.equal(clock.monotonicMs(), 1234);
  });

  it("knows why it woke", () => {
    assert.equal(openHost().power.wakeCause, "timer");
  });
});
