import assert from "node:assert/strict";
import fc from "fast-check";
import { FlashRegion } from "../../../hosts/simulator/board/flash/flash-region.js";
import { BLOCK_BYTES } from "../../../hosts/simulator/board/flash/nor-flash.js";
import { Nvs } from "../../../hosts/simulator/board/flash/nvs.js";
import { seededRandom } from "../../../hosts/simulator/board/random.js";
import { createScratchChip, type ScratchChip } from "../../helpers/scratch-chip.js";
import { UnitCheckedRegion } from "../../helpers/unit-checked-region.js";

const BLOCKS = 6;

describe("key-value storage in flash", () => {
  let scratch: ScratchChip;
  let nvs: Nvs;
  beforeEach(() => {
    scratch = createScratchChip(BLOCKS);
    nvs = mounted();
  });
  afterEach(() => scratch.remove());

  function mounted(blocks = BLOCKS): Nvs {
    return new Nvs(new UnitCheckedRegion(scratch.chip, 0, blocks * BLOCK_BYTES));
  }

  function put(key: string, bytes: Uint8Array): void {
    nvs.set("test", key, { format: "buffer", bytes });
  }

  function get(key: string): Uint8Array {
    return nvs.get("test", key)?.bytes ?? assert.fail(`"${key}" is gone`);
  }

  it("refuses a value that could never fit", () => {
    const refused = { code: "value-too-large", kind: "RangeError" };
    assert.throws(() => put("key", new Uint8Array(BLOCKS * BLOCK_BYTES)), refused);
  });

  it("refuses a string of 4000 bytes, whose zero byte would be the 4001st", () => {
    const set = (byteLength: number): void =>
      nvs.set("test", "key", { format: "string", bytes: new Uint8Array(byteLength) });
    assert.throws(() => set(4000), { code: "value-too-large" });
    set(3999);
    assert.equal(nvs.get("test", "key")?.bytes.length, 3999);
  });

  for (const name of ["", "sixteen-letters!", "ümlaut", "line\nbreak"]) {
    it(`refuses the name ${JSON.stringify(name)}`, () => {
      const refused = { code: "name-invalid", kind: "RangeError" };
      const value = { format: "buffer", bytes: new Uint8Array(1) } as const;
      assert.throws(() => nvs.set(name, "key", value), refused);
      assert.throws(() => nvs.set("test", name, value), refused);
      assert.throws(() => nvs.get("test", name), refused);
      assert.throws(() => nvs.keys(name), refused);
    });
  }

  it("refuses a partition with no block to spare", () => {
    assert.throws(() => new Nvs(new FlashRegion(scratch.chip, 0, 2 * BLOCK_BYTES)), RangeError);
  });

  it("finds noise, erases it and counts it", () => {
    const noise = seededRandom(5);
    const bytes = Uint8Array.from({ length: BLOCKS * BLOCK_BYTES }, () => noise() * 256);
    scratch.chip.write(0, bytes);
    nvs.set("test", "key", { format: "uint8", bytes: Uint8Array.of(7) });
    assert.equal(nvs.counts.corruptions, 1);
    const again = mounted();
    assert.deepEqual(again.get("test", "key")?.bytes, Uint8Array.of(7));
    assert.equal(again.counts.corruptions, 0);
  });

  it("takes an erased partition as new, not as corrupt", () => {
    nvs.createDomain("test");
    assert.equal(nvs.counts.corruptions, 0);
  });

  it("notices a record that changed under it", () => {
    put("key", new Uint8Array(64).fill(0xff));
    const stored = scratch.fileBytes();
    const at = stored.lastIndexOf(0xff, BLOCK_BYTES - 1);
    assert.ok(at > 0);
    scratch.chip.write(96, new Uint8Array(32));
    assert.throws(() => nvs.get("test", "key"), { code: "storage-corrupt" });
  });

  it("has nothing for an unknown key, domain or deleted key", () => {
    put("key", Uint8Array.of(1));
    assert.equal(nvs.get("test", "other"), undefined);
    assert.equal(nvs.get("other", "key"), undefined);
    assert.equal(nvs.delete("test", "other"), false);
    assert.equal(nvs.delete("test", "key"), true);
    assert.equal(nvs.get("test", "key"), undefined);
    assert.equal(mounted().get("test", "key"), undefined);
  });

  it("knows a domain once it was created or written to", () => {
    assert.equal(nvs.hasDomain("test"), false);
    nvs.createDomain("test");
    nvs.set("other", "key", { format: "uint8", bytes: Uint8Array.of(1) });
    const again = mounted();
    assert.equal(again.hasDomain("test"), true);
    assert.equal(again.hasDomain("other"), true);
    assert.equal(again.hasDomain("third"), false);
  });

  it("keeps domains apart and lists keys in order", () => {
    put("b", Uint8Array.of(1));
    put("a", Uint8Array.of(2));
    nvs.set("other", "a", { format: "buffer", bytes: Uint8Array.of(3) });
    assert.deepEqual(nvs.keys("test"), ["a", "b"]);
    assert.deepEqual(nvs.get("other", "a")?.bytes, Uint8Array.of(3));
    assert.deepEqual(nvs.get("test", "a")?.bytes, Uint8Array.of(2));
  });

  it("keeps the format of the last write", () => {
    put("key", Uint8Array.of(1));
    nvs.set("test", "key", { format: "uint16", bytes: Uint8Array.of(1, 0) });
    assert.equal(mounted().get("test", "key")?.format, "uint16");
  });

  for (const byteLength of [0, 1, 400, 500, 512, 1000, 5000]) {
    it(`keeps a value of ${byteLength} bytes`, () => {
      put("key", filled(byteLength, 3));
      nvs = mounted();
      assert.deepEqual(get("key"), filled(byteLength, 3));
    });
  }

  it("costs no wear for the value that is there already", () => {
    put("key", filled(1000, 1));
    const { operations } = scratch.chip;
    put("key", filled(1000, 1));
    assert.equal(scratch.chip.operations, operations);
  });

  it("wears all blocks alike", () => {
    for (let round = 0; round < 2000; round++) put("key", filled(40, round));
    const counts = [...scratch.chip.eraseCounts];
    assert.ok(
      Math.min(...counts) > 0 && Math.max(...counts) - Math.min(...counts) <= 1,
      `${counts}`,
    );
  });

  it("agrees with a map for any run of sets, deletions and mounts", () => {
    const step = fc.oneof(
      fc.record({
        kind: fc.constant("set" as const),
        key: fc.nat(5).map((index) => `k${index}`),
        bytes: fc.uint8Array({ maxLength: 1500, size: "max" }),
      }),
      fc.record({
        kind: fc.constant("delete" as const),
        key: fc.nat(5).map((index) => `k${index}`),
      }),
      fc.record({ kind: fc.constant("mount" as const) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60, size: "max" }), (steps) => {
        scratch.chip.erase(0, BLOCKS);
        nvs = mounted();
        const model = new Map<string, string>();
        for (const taken of steps) {
          if (taken.kind === "mount") nvs = mounted();
          else if (taken.kind === "delete") {
            assert.equal(nvs.delete("test", taken.key), model.delete(taken.key));
          } else {
            put(taken.key, taken.bytes);
            model.set(taken.key, Buffer.from(taken.bytes).toString("hex"));
          }
        }
        assert.deepEqual(nvs.keys("test"), [...model.keys()].sort());
        for (const [key, hex] of model) {
          assert.equal(Buffer.from(get(key)).toString("hex"), hex);
        }
      }),
      { numRuns: 30 },
    );
  });
});

function filled(byteLength: number, seed: number): Uint8Array {
  return Uint8Array.from({ length: byteLength }, (_, index) => index * 31 + seed);
}
