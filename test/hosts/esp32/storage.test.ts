import assert from "node:assert/strict";
import { nvsDriver } from "../../../native/storage/nvs-driver.js";
import { mapPartition, partitionDriver } from "../../../native/storage/partition-driver.js";
import { ChipNatives } from "../../helpers/chip-natives.js";

describe("storage on a chip", () => {
  let chip: ChipNatives;
  let answer: unknown;
  let asked: unknown[][];

  beforeEach(() => {
    answer = 0;
    asked = [];
    const native =
      (name: string) =>
      (...args: unknown[]) => {
        asked.push([name, ...args]);
        return answer;
      };
    const names = ["size", "read", "write", "erase", "map"].map((verb) => `xs_flash_${verb}`);
    names.push(
      ...["open", "format", "get", "set", "delete", "keys"].map((verb) => `xs_nvs_${verb}`),
    );
    chip = new ChipNatives(Object.fromEntries(names.map((name) => [name, native(name)])));
  });

  afterEach(() => chip.close());

  it("names each refusal of flash as the virtual chip does", () => {
    const codes = [1, 2, 3, 4, 5, 6].map((refusal) => {
      answer = refusal;
      try {
        partitionDriver.write("outbox", 0, new Uint8Array(4));
      } catch (error) {
        return [(error as { code: string }).code, (error as Error).name];
      }
      return [];
    });
    assert.deepEqual(codes, [
      ["flash-partition-unknown", "Error"],
      ["flash-out-of-range", "RangeError"],
      ["flash-unaligned", "RangeError"],
      ["flash-would-set-bit", "Error"],
      ["flash-failed", "Error"],
      ["flash-failed", "Error"],
    ]);
  });

  it("refuses a partition that is not there, however it is asked for", () => {
    assert.throws(() => partitionDriver.open("nothing"), { code: "flash-partition-unknown" });
    answer = 1;
    assert.throws(() => partitionDriver.read("nothing", 0, 4), { code: "flash-partition-unknown" });
    assert.throws(() => mapPartition("nothing"), { code: "flash-partition-unknown" });
  });

  it("erases the bytes of the blocks", () => {
    partitionDriver.erase("outbox", 2, 5);
    assert.deepEqual(asked, [["xs_flash_erase", "outbox", 8192, 12288]]);
  });

  it("names each refusal of key-value storage as the virtual board does", () => {
    const codes = [1, 2, 3, 4, 5].map((refusal) => {
      answer = refusal;
      try {
        nvsDriver.open("settings", true);
      } catch (error) {
        return [(error as { code: string }).code, (error as Error).name];
      }
      return [];
    });
    assert.deepEqual(codes, [
      ["domain-unknown", "Error"],
      ["name-invalid", "RangeError"],
      ["value-too-large", "RangeError"],
      ["storage-full", "Error"],
      ["storage-corrupt", "Error"],
    ]);
  });

  it("has no value for a key that is not there, and none for a type of others", () => {
    for (answer of [-1, 10]) assert.equal(nvsDriver.get("settings", "none"), undefined);
  });

  it("takes no failure for a key that is not there, nor for the end of the keys", () => {
    answer = -5;
    assert.throws(() => nvsDriver.get("settings", "cloud-ca"), { code: "storage-corrupt" });
    answer = -2;
    assert.throws(() => nvsDriver.get("settings", "cloud-ca"), { code: "name-invalid" });
    answer = 5;
    assert.throws(() => nvsDriver.keys("settings"), { code: "storage-corrupt" });
    answer = ["cloud-ca"];
    assert.deepEqual(nvsDriver.keys("settings"), ["cloud-ca"]);
  });

  it("tells whether there was a key to delete", () => {
    assert.equal(nvsDriver.delete("settings", "there"), true);
    answer = 1;
    assert.equal(nvsDriver.delete("settings", "gone"), false);
    answer = 4;
    assert.throws(() => nvsDriver.delete("settings", "full"), { code: "storage-full" });
  });

  it("keeps a value under its format's number", () => {
    const bytes = Uint8Array.of(1);
    nvsDriver.set("settings", "key", { format: "int64", bytes });
    assert.deepEqual(asked, [["xs_nvs_set", "settings", "key", 9, bytes]]);
  });
});
