import assert from "node:assert/strict";
import { BLOCK_BYTES } from "../../../hosts/simulator/board/flash/nor-flash.js";
import { Nvs } from "../../../hosts/simulator/board/flash/nvs.js";
import { seededRandom } from "../../../hosts/simulator/board/random.js";
import { createScratchChip, type ScratchChip } from "../../helpers/scratch-chip.js";
import { UnitCheckedRegion } from "../../helpers/unit-checked-region.js";

const BLOCKS = 6;

describe("room of key-value storage in flash", () => {
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

  /** Sets new keys until storage is full. */
  function fill(): string[] {
    const keys: string[] = [];
    for (;;) {
      const key = `key-${keys.length}`;
      try {
        put(key, filled(300, keys.length));
      } catch (error) {
        assert.equal((error as { code: string }).code, "storage-full");
        return keys;
      }
      keys.push(key);
    }
  }

  it("refuses a value when it is full and loses nothing by it", () => {
    const keys = fill();
    assert.throws(() => put("one-more", filled(300, 0)), { code: "storage-full", kind: "Error" });
    for (const [index, key] of keys.entries()) {
      assert.deepEqual(mounted().get("test", key)?.bytes, filled(300, index));
    }
    assert.equal(mounted().get("test", "one-more"), undefined);
  });

  it("writes nothing for a value that it refuses", () => {
    fill();
    const { operations } = scratch.chip;
    assert.throws(() => put("one-more", filled(300, 0)), { code: "storage-full" });
    assert.equal(scratch.chip.operations, operations);
  });

  it("holds, full, more than two thirds of its partition", () => {
    assert.ok(fill().length * 300 > (BLOCKS * BLOCK_BYTES * 2) / 3 - 2048);
  });

  it("deletes every key when it is full, and takes values again", () => {
    const keys = fill();
    for (const key of keys) assert.equal(nvs.delete("test", key), true);
    assert.deepEqual(nvs.keys("test"), []);
    assert.equal(fill().length, keys.length);
  });

  it("replaces a value of nearly half its room again and again, beside small ones", () => {
    for (let round = 0; round < 40; round++) {
      put("large", filled(7500, round));
      put(`small-${round % 7}`, filled(30, round));
      assert.equal(Buffer.compare(get("large"), filled(7500, round)), 0, `round ${round}`);
    }
    nvs = mounted();
    assert.equal(Buffer.compare(get("large"), filled(7500, 39)), 0);
    for (let round = 33; round < 40; round++) {
      assert.deepEqual(get(`small-${round % 7}`), filled(30, round));
    }
  });

  for (const blocks of [3, BLOCKS]) {
    it(`keeps everything while ${blocks} blocks are used to the brim`, () => {
      const random = seededRandom(blocks);
      nvs = mounted(blocks);
      const model = new Map<string, Uint8Array>();
      let refused = 0;
      for (let step = 0; step < 500; step++) {
        const key = `key-${Math.floor(random() * 200)}`;
        const value = filled(Math.floor(random() < 0.8 ? random() * 90 : random() * 2500), step);
        try {
          put(key, value);
          model.set(key, value);
        } catch (error) {
          assert.equal((error as { code: string }).code, "storage-full", `step ${step}`);
          refused += 1;
          const [oldest = ""] = model.keys();
          assert.equal(nvs.delete("test", oldest), model.delete(oldest));
        }
        if (step % 10 === 0) nvs = mounted(blocks);
        if (step % 25 > 0) continue;
        for (const [name, bytes] of model) {
          assert.equal(Buffer.compare(get(name), bytes), 0, `step ${step}, ${name}`);
        }
      }
      assert.ok(refused > 50, `refused ${refused} times`);
    });
  }

  it("moves the first parts of a value that compaction meets before the last is written", () => {
    nvs = mounted(3);
    for (let index = 0; index < 11; index++) put(`live-${index}`, filled(300, index));
    for (let round = 0; round < 8; round++) put("junk", filled(300, round));
    const { compactions } = nvs.counts;
    put("large", filled(1900, 1));
    assert.equal(nvs.counts.compactions, compactions + 2);
    assert.deepEqual(get("large"), filled(1900, 1));
    nvs = mounted(3);
    assert.deepEqual(get("large"), filled(1900, 1));
  });

  it("compacts a block that is live to its last unit", () => {
    nvs = mounted(3);
    for (let index = 0; index < 63; index++) put(`live-${index}`, filled(20, index));
    for (let round = 0; nvs.counts.compactions === 0; round++) put("junk", filled(300, round));
    nvs = mounted(3);
    for (let index = 0; index < 63; index++) {
      assert.deepEqual(get(`live-${index}`), filled(20, index));
    }
  });
});

function filled(byteLength: number, seed: number): Uint8Array {
  return Uint8Array.from({ length: byteLength }, (_, index) => index * 31 + seed);
}
