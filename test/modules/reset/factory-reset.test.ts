import assert from "node:assert/strict";
import { factoryReset, finishReset, isResetBegun } from "../../../modules/reset/factory-reset.js";
import { countCycle, forgetCycles, readCycles } from "../../../modules/reset/power-cycles.js";
import { isSetUp } from "../../../modules/settings/store.js";
import { FakeKeyValue } from "../../helpers/fake-key-value.js";

function filledStore(): FakeKeyValue {
  const store = new FakeKeyValue();
  store.put("settings", "settings", "string", "{}");
  store.put("settings", "cloud-key", "string", "sk-secret");
  store.put("settings", "cloud-ca", "buffer", new ArrayBuffer(8));
  store.put("settings", "wifi-password", "string", "secret too");
  store.put("wake", "cold-starts", "uint32", 7);
  return store;
}

describe("a factory reset", () => {
  it("throws where the store does, and does not count as finished", () => {
    const store = filledStore();
    store.broken = true;
    assert.throws(() => factoryReset(store));
    store.broken = false;
    assert.equal(isSetUp(store), true);
  });

  it("takes everything that was set, whoever stored it, and nothing else", () => {
    const store = filledStore();
    factoryReset(store);
    assert.equal(isSetUp(store), false);
    assert.equal(store.get("wake", "cold-starts", "uint32"), 7);
    assert.equal(isResetBegun(store), false);
  });

  it("may be done again, and on a store that has nothing", () => {
    const store = new FakeKeyValue();
    finishReset(store);
    factoryReset(store);
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
