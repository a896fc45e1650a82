import assert from "node:assert/strict";
import { Outbox } from "../../../modules/outbox/outbox.js";
import { OUTBOX_PARTITION } from "../../../modules/outbox/outbox-layout.js";
import {
  factoryReset,
  finishReset,
  isResetBegun,
  type ResetHost,
} from "../../../modules/reset/factory-reset.js";
import { countCycle, forgetCycles, readCycles } from "../../../modules/reset/power-cycles.js";
import { isSetUp } from "../../../modules/settings/store.js";
import { checksum, outboxFlash } from "../../helpers/fake-host.js";
import { FakeKeyValue } from "../../helpers/fake-key-value.js";
import { FakeTime, settled } from "../../helpers/fake-time.js";
import { memoryRegion, RegionFlash } from "../../helpers/region-flash.js";

function filledStore(): FakeKeyValue {
  const store = new FakeKeyValue();
  store.put("settings", "settings", "string", "{}");
  store.put("settings", "cloud-key", "string", "sk-secret");
  store.put("settings", "cloud-ca", "buffer", new ArrayBuffer(8));
  store.put("settings", "wifi-password", "string", "secret too");
  store.put("wake", "cold-starts", "uint32", 7);
  return store;
}

/** Runs all of it, with the turns of the loop that it asks for. */
function run(
  act: (host: ResetHost) => Promise<void>,
  keyValue: FakeKeyValue,
  flash = outboxFlash(),
): Promise<void> {
  const timers = new FakeTime();
  return settled(act({ keyValue, flash, checksum, timers }), timers);
}

describe("a factory reset", () => {
  it("throws where the store does, and does not count as finished", async () => {
    const store = filledStore();
    store.broken = true;
    await assert.rejects(run(factoryReset, store));
    store.broken = false;
    assert.equal(isSetUp(store), true);
  });

  it("takes everything that was set, whoever stored it, and nothing else", async () => {
    const store = filledStore();
    await run(factoryReset, store);
    assert.equal(isSetUp(store), false);
    assert.equal(store.get("wake", "cold-starts", "uint32"), 7);
    assert.equal(isResetBegun(store), false);
  });

  it("leaves no picture and no event, nor what has left the device", async () => {
    const flash = outboxFlash();
    const outbox = new Outbox({ flash, checksum, random: { next: () => 0.5 } }, 3);
    outbox.addFrame(new Uint8Array(9_000).fill(0xd8), new Uint8Array(16));
    outbox.addEvent(new Uint8Array(40));
    await run(factoryReset, filledStore(), flash);
    const partition = flash.open({ path: OUTBOX_PARTITION });
    const bytes = new Uint8Array(partition.read(partition.status().size, 0));
    assert.ok(bytes.every((byte) => byte === 0xff));
  });

  it("is not finished where flash cannot be erased", async () => {
    const store = filledStore();
    const flash = new RegionFlash("another", memoryRegion(1));
    await assert.rejects(run(factoryReset, store, flash));
    assert.equal(isResetBegun(store), true);
  });

  it("may be done again, and on a store that has nothing", async () => {
    const store = new FakeKeyValue();
    await run(finishReset, store);
    await run(factoryReset, store);
    assert.equal(isResetBegun(store), false);
  });
});

describe("the count of power cycles", () => {
  it("is none in a fresh store, and writes nothing to forget none", () => {
    const store = new FakeKeyValue();
    assert.equal(readCycles(store), 0);
    forgetCycles(store);
    assert.equal(store.writes, 0);
  });

  it("is never more than one too many, whatever the store holds", () => {
    const store = new FakeKeyValue();
    countCycle(store, 200);
    assert.equal(readCycles(store), 4);
  });
});
