import assert from "node:assert/strict";
import { BLOCK_BYTES } from "../../../hosts/simulator/board/flash/flash-rules.js";
import { eraseMs, FLASH_TIMING } from "../../../hosts/simulator/board/flash/flash-timing.js";
import { erasePartition } from "../../../modules/reset/erase-partition.js";
import { checksum } from "../../helpers/fake-host.js";
import { FakeTime, settled } from "../../helpers/fake-time.js";
import { memoryRegion, type Region, RegionFlash } from "../../helpers/region-flash.js";

const PATH = "outbox";
/** Of the XIAO ESP32S3 Sense, from 0x3E0000 on. */
const BLOCKS = 1_056;
const PIECE_BLOCKS = 16;
const TASK_WATCHDOG_MS = 20_000;
const WATCHDOG_MS = 120_000;
/** The data sheet's longest. */
const SLOWEST = { ...FLASH_TIMING, blockEraseUs: 2_000_000, sectorEraseUs: 400_000 };

/** A chip whose erasing takes time, under watchdogs that end a boot. */
class SlowChip {
  readonly erased: (readonly [start: number, end: number])[] = [];
  readonly #region: Region;
  longestTurnMs = 0;

  constructor(blocks: number) {
    this.#region = memoryRegion(blocks);
  }

  fill(block: number): void {
    this.#region.write((block + 1) * BLOCK_BYTES - 4, new Uint8Array(4));
  }

  isErased(): boolean {
    const bytes = this.#region.read(0, this.#region.byteLength);
    return bytes.every((byte) => byte === 0xff);
  }

  async boot(): Promise<void> {
    const time = new FakeTime();
    let turnMs = 0;
    const timers = {
      set: (callback: () => void, delayMs: number) => {
        turnMs = 0;
        return time.set(callback, delayMs);
      },
      clear: time.clear.bind(time),
    };
    const region: Region = {
      blocks: this.#region.blocks,
      byteLength: this.#region.byteLength,
      read: (offset, byteLength) => this.#region.read(offset, byteLength),
      write: () => assert.fail("nothing is to be written"),
      erase: (start, end) => {
        const tookMs = eraseMs(start * BLOCK_BYTES, (end - start) * BLOCK_BYTES, SLOWEST);
        time.pass(tookMs);
        turnMs += tookMs;
        this.longestTurnMs = Math.max(this.longestTurnMs, turnMs);
        if (time.monotonicMs() > WATCHDOG_MS) throw new Error("watchdog");
        this.#region.erase(start, end);
        this.erased.push([start, end]);
      },
    };
    await settled(
      erasePartition({ flash: new RegionFlash(PATH, region), checksum, timers }, PATH),
      time,
    );
  }
}

describe("erasing a partition", () => {
  it("is piece by piece, each with a turn of its own, far below the watchdog", async () => {
    const chip = new SlowChip(PIECE_BLOCKS + 3);
    for (const block of [0, PIECE_BLOCKS + 2]) chip.fill(block);
    await chip.boot();
    assert.deepEqual(chip.erased, [
      [0, PIECE_BLOCKS],
      [PIECE_BLOCKS, PIECE_BLOCKS + 3],
    ]);
    assert.ok(chip.longestTurnMs <= TASK_WATCHDOG_MS / 10, `${chip.longestTurnMs} ms`);
    assert.ok(chip.isErased());
  });

  it("leaves alone what is erased, and sees one word that is not", async () => {
    const chip = new SlowChip(4 * PIECE_BLOCKS);
    chip.fill(2 * PIECE_BLOCKS + 5);
    await chip.boot();
    assert.deepEqual(chip.erased, [[2 * PIECE_BLOCKS, 3 * PIECE_BLOCKS]]);
    await chip.boot();
    assert.equal(chip.erased.length, 1);
    assert.ok(chip.isErased());
  });

  it("goes on after a watchdog where it was: the slowest chip is done in a second boot", async () => {
    const chip = new SlowChip(BLOCKS);
    for (let block = 0; block < BLOCKS; block++) chip.fill(block);
    await assert.rejects(chip.boot(), { message: "watchdog" });
    assert.equal(chip.erased.length, WATCHDOG_MS / 2_000);
    await chip.boot();
    assert.equal(chip.erased.length, BLOCKS / PIECE_BLOCKS);
    assert.ok(chip.isErased());
  });
});
