import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { BLOCK_BYTES, type NorFlash } from "../../../hosts/simulator/board/flash/nor-flash.js";
import { PowerLostError } from "../../../hosts/simulator/board/flash/power-cut.js";
import { createScratchChip, type ScratchChip } from "../../helpers/scratch-chip.js";

const SEEDS = Array.from({ length: 64 }, (_, seed) => seed);
const PATTERN = Uint8Array.from({ length: 1024 }, (_, index) => (index * 37) & 0xff);

describe("power cut in virtual flash", () => {
  let scratch: ScratchChip;
  beforeEach(() => {
    scratch = createScratchChip(2);
  });
  afterEach(() => scratch.remove());

  /** What a torn write of PATTERN at 0 leaves. */
  function tornWrite(chip: NorFlash, seed: number): Uint8Array {
    chip.erase(0);
    chip.armPowerCut({ operation: 0, seed });
    assert.throws(() => chip.write(0, PATTERN), PowerLostError);
    chip.restorePower();
    return chip.read(0, PATTERN.length);
  }

  /** What a torn erase of a block full of PATTERN leaves, as the file shows it. */
  function tornErase(seed: number): Uint8Array {
    const { chip } = scratch;
    chip.erase(0);
    for (let at = 0; at < BLOCK_BYTES; at += PATTERN.length) chip.write(at, PATTERN);
    chip.armPowerCut({ operation: 0, seed });
    assert.throws(() => chip.erase(0), PowerLostError);
    chip.restorePower();
    return scratch.fileBytes().subarray(0, BLOCK_BYTES);
  }

  it("fails every operation until power is restored", () => {
    const { chip } = scratch;
    tornWrite(chip, 1);
    chip.armPowerCut({ operation: 0, seed: 1 });
    assert.throws(() => chip.erase(1), PowerLostError);
    const before = scratch.fileBytes();
    assert.throws(() => chip.read(0, 4), { code: "flash-power-lost" });
    assert.throws(() => chip.write(0, new Uint8Array(4)), { code: "flash-power-lost" });
    assert.throws(() => chip.erase(0), { code: "flash-power-lost" });
    assert.equal(chip.powered, false);
    assert.deepEqual(scratch.fileBytes(), before);
    chip.restorePower();
    assert.equal(chip.read(0, 4).length, 4);
  });

  it("refuses an operation that is no count", () => {
    assert.throws(() => scratch.chip.armPowerCut({ operation: -1, seed: 0 }), RangeError);
  });

  it("hits the operation it was armed for and leaves those before it whole", () => {
    const { chip } = scratch;
    chip.armPowerCut({ operation: 2, seed: 5 });
    chip.write(0, Uint8Array.of(1, 2, 3, 4));
    chip.erase(1);
    assert.throws(() => chip.write(8, new Uint8Array(256)), PowerLostError);
    chip.restorePower();
    assert.deepEqual([...chip.read(0, 4)], [1, 2, 3, 4]);
  });

  it("does not count reads, nor writes that were refused", () => {
    const { chip } = scratch;
    chip.armPowerCut({ operation: 1, seed: 5 });
    chip.read(0, 4);
    assert.throws(() => chip.write(1, new Uint8Array(4)), { code: "flash-unaligned" });
    chip.write(0, new Uint8Array(4));
    assert.throws(() => chip.write(4, new Uint8Array(4)), PowerLostError);
  });

  it("does nothing once disarmed", () => {
    scratch.chip.armPowerCut({ operation: 0, seed: 5 });
    scratch.chip.disarmPowerCut();
    scratch.chip.erase(0);
    assert.equal(scratch.chip.powered, true);
  });

  it("hits the middle of an erase of many blocks", () => {
    scratch.chip.write(0, new Uint8Array(4));
    scratch.chip.write(BLOCK_BYTES, PATTERN);
    scratch.chip.armPowerCut({ operation: 1, seed: 3 });
    assert.throws(() => scratch.chip.erase(0, 2), PowerLostError);
    scratch.chip.restorePower();
    assert.deepEqual([...scratch.chip.read(0, 4)], [0xff, 0xff, 0xff, 0xff]);
  });

  it("leaves after a torn write no bit set that was clear, and none cleared that was not meant", () => {
    for (const seed of SEEDS) {
      const left = tornWrite(scratch.chip, seed);
      const wrong = left.findIndex((byte, index) => (~byte & (PATTERN[index] as number)) !== 0);
      assert.equal(wrong, -1, `seed ${seed}, byte ${wrong}`);
    }
  });

  it("leaves, over many seeds, nothing, everything, and much in between", () => {
    const cleared = SEEDS.map((seed) => countZeros(tornWrite(scratch.chip, seed)));
    const all = countZeros(PATTERN);
    assert.ok(cleared.includes(0), "no seed left the old bytes");
    assert.ok(cleared.includes(all), "no seed left the new bytes");
    assert.ok(new Set(cleared).size > SEEDS.length / 2);
  });

  it("leaves after a torn erase no bit cleared that was set", () => {
    for (const seed of SEEDS) {
      const left = tornErase(seed);
      const wrong = left.findIndex(
        (byte, index) => (~byte & (PATTERN[index % PATTERN.length] as number)) !== 0,
      );
      assert.equal(wrong, -1, `seed ${seed}, byte ${wrong}`);
    }
  });

  it("leaves bits that read differently twice, until the block is erased again", () => {
    tornErase(7);
    const { chip } = scratch;
    const readings = new Set(Array.from({ length: 16 }, () => text(chip.read(0, BLOCK_BYTES))));
    assert.ok(readings.size > 1, "every reading was the same");
    chip.erase(0);
    const settled = Array.from({ length: 16 }, () => text(chip.read(0, BLOCK_BYTES)));
    assert.deepEqual(new Set(settled), new Set(["ff".repeat(BLOCK_BYTES)]));
  });

  it("keeps undecided bits from one run to the next, and the file at the chip's size", () => {
    tornErase(7);
    assert.equal(scratch.fileBytes().length, 2 * BLOCK_BYTES);
    const chip = scratch.reopen();
    const readings = new Set(Array.from({ length: 16 }, () => text(chip.read(0, BLOCK_BYTES))));
    assert.ok(readings.size > 1, "every reading was the same");
    chip.erase(0);
    assert.equal(existsSync(`${scratch.path}.unstable.json`), false);
  });

  it("leaves the same bytes and readings for the same seed", () => {
    const other = createScratchChip(2);
    const run = (chip: NorFlash): string[] => {
      const written = text(tornWrite(chip, 11));
      chip.armPowerCut({ operation: 0, seed: 12 });
      assert.throws(() => chip.erase(0), PowerLostError);
      chip.restorePower();
      return [written, ...Array.from({ length: 4 }, () => text(chip.read(0, BLOCK_BYTES)))];
    };
    const [first, second] = [run(scratch.chip), run(other.chip)];
    other.remove();
    assert.deepEqual(first, second);
  });
});

function countZeros(bytes: Uint8Array): number {
  let zeros = 0;
  for (const byte of bytes) for (let bit = 0; bit < 8; bit++) zeros += (byte >> bit) & 1 ? 0 : 1;
  return zeros;
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
