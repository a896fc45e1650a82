import assert from "node:assert/strict";
import { truncateSync } from "node:fs";
import fc from "fast-check";
import { BLOCK_BYTES, NorFlash } from "../../../hosts/simulator/board/flash/nor-flash.js";
import { createScratchChip, type ScratchChip } from "../../helpers/scratch-chip.js";

describe("virtual NOR flash", () => {
  let scratch: ScratchChip;
  beforeEach(() => {
    scratch = createScratchChip(4);
  });
  afterEach(() => scratch.remove());

  it("refuses a write that would set a bit, names the address and changes nothing", () => {
    scratch.chip.write(0x100, Uint8Array.of(0xff, 0xff, 0xf0, 0xff));
    const before = scratch.fileBytes();
    assert.throws(() => scratch.chip.write(0x100, Uint8Array.of(0, 0, 0x0f, 0)), {
      code: "flash-would-set-bit",
      message: /0xf over 0xf0 at 0x102/,
    });
    assert.deepEqual(scratch.fileBytes(), before);
  });

  it("refuses a write at an unaligned address", () => {
    assert.throws(() => scratch.chip.write(2, new Uint8Array(4)), { code: "flash-unaligned" });
  });

  it("refuses a write of an unaligned length", () => {
    assert.throws(() => scratch.chip.write(0, new Uint8Array(6)), { code: "flash-unaligned" });
  });

  for (const [what, act] of [
    ["a read beyond the end", (chip: NorFlash) => chip.read(4 * BLOCK_BYTES - 1, 2)],
    ["a read before the start", (chip: NorFlash) => chip.read(-1, 1)],
    ["a read at no whole address", (chip: NorFlash) => chip.read(0.5, 1)],
    ["a write beyond the end", (chip: NorFlash) => chip.write(4 * BLOCK_BYTES, new Uint8Array(4))],
    ["an erase beyond the end", (chip: NorFlash) => chip.erase(3, 5)],
    ["an erase that ends before it begins", (chip: NorFlash) => chip.erase(3, 1)],
  ] as const) {
    it(`refuses ${what}`, () => {
      assert.throws(() => act(scratch.chip), { code: "flash-out-of-range", kind: "RangeError" });
      assert.equal(scratch.chip.operations, 0);
    });
  }

  it("refuses a file of another size", () => {
    truncateSync(scratch.path, 100);
    const open = (): NorFlash => new NorFlash({ path: scratch.path, byteLength: 4 * BLOCK_BYTES });
    assert.throws(open, /holds 100 bytes/);
  });

  it("refuses a chip that is not made of whole blocks", () => {
    const open = (): NorFlash => new NorFlash({ path: scratch.path, byteLength: 100 });
    assert.throws(open, RangeError);
  });

  it("begins erased", () => {
    assert.ok(scratch.chip.read(0, 4 * BLOCK_BYTES).every((byte) => byte === 0xff));
  });

  it("clears bits that an earlier write left set", () => {
    scratch.chip.write(0, Uint8Array.of(0xf0, 0xff, 0xff, 0xff));
    scratch.chip.write(0, Uint8Array.of(0xc0, 0xff, 0x00, 0xff));
    assert.deepEqual([...scratch.chip.read(0, 4)], [0xc0, 0xff, 0x00, 0xff]);
  });

  it("erases the blocks that were named and no other", () => {
    for (let block = 0; block < 4; block++) {
      scratch.chip.write(block * BLOCK_BYTES, new Uint8Array(BLOCK_BYTES));
    }
    scratch.chip.erase(1, 3);
    const firstBytes = [0, 1, 2, 3].map((block) => scratch.chip.read(block * BLOCK_BYTES, 1)[0]);
    const lastBytes = [1, 2, 3, 4].map((block) => scratch.chip.read(block * BLOCK_BYTES - 1, 1)[0]);
    assert.deepEqual(firstBytes, [0, 0xff, 0xff, 0]);
    assert.deepEqual(lastBytes, [0, 0xff, 0xff, 0]);
  });

  it("keeps every byte in the file at its address, at once", () => {
    scratch.chip.write(BLOCK_BYTES + 8, Uint8Array.of(1, 2, 3, 4));
    const file = scratch.fileBytes();
    assert.deepEqual([...file.subarray(BLOCK_BYTES + 8, BLOCK_BYTES + 12)], [1, 2, 3, 4]);
    assert.equal(file.length, 4 * BLOCK_BYTES);
  });

  it("keeps its bytes from one run to the next", () => {
    scratch.chip.write(4, Uint8Array.of(1, 2, 3, 4));
    assert.deepEqual([...scratch.reopen().read(4, 4)], [1, 2, 3, 4]);
  });

  it("counts operations, bytes and the erases of each block", () => {
    scratch.chip.write(0, new Uint8Array(8));
    scratch.chip.read(0, 3);
    scratch.chip.erase(0);
    scratch.chip.erase(0, 2);
    assert.deepEqual(scratch.chip.counts, {
      reads: 1,
      programs: 1,
      erases: 3,
      bytesRead: 3,
      bytesProgrammed: 8,
    });
    assert.deepEqual([...scratch.chip.eraseCounts], [2, 1, 0, 0]);
  });

  it("takes longer to erase than to write, and to write than to read", () => {
    const costs = [
      () => scratch.chip.read(0, BLOCK_BYTES),
      () => scratch.chip.write(0, new Uint8Array(BLOCK_BYTES)),
      () => scratch.chip.erase(0),
    ].map((act) => {
      const before = scratch.chip.busyMs;
      act();
      return scratch.chip.busyMs - before;
    });
    const [readMs = 0, writeMs = 0, eraseMs = 0] = costs;
    assert.ok(readMs > 0.4 && readMs < 1, `${readMs}`);
    assert.ok(writeMs > 10 && writeMs < 16, `${writeMs}`);
    assert.equal(eraseMs, 45);
  });

  it("erases 64 KiB that are aligned with one command", () => {
    const large = createScratchChip(20);
    large.chip.erase(15, 17);
    const twoSectorsMs = large.chip.busyMs;
    large.chip.erase(0, 17);
    large.remove();
    assert.equal(twoSectorsMs, 90);
    assert.equal(large.chip.busyMs - twoSectorsMs, 150 + 45);
  });

  it("agrees with a model of bits for any run of writes and erases", () => {
    const step = fc.record({
      erase: fc.boolean(),
      word: fc.nat(2 * (BLOCK_BYTES / 4) - 1),
      bytes: fc.uint8Array({ minLength: 4, maxLength: 4 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const chip = scratch.reopen();
        chip.erase(0, 4);
        const model = new Uint8Array(2 * BLOCK_BYTES).fill(0xff);
        for (const { erase, word, bytes } of steps) {
          const block = Math.floor((word * 4) / BLOCK_BYTES);
          if (erase) {
            chip.erase(block);
            model.fill(0xff, block * BLOCK_BYTES, (block + 1) * BLOCK_BYTES);
          } else {
            const masked = bytes.map((byte, index) => byte & (model[word * 4 + index] as number));
            chip.write(word * 4, masked);
            model.set(masked, word * 4);
          }
        }
        assert.equal(Buffer.compare(chip.read(0, model.length), model), 0);
      }),
      { numRuns: 40 },
    );
  });
});
