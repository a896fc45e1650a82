import assert from "node:assert/strict";
import { BLOCK_BYTES } from "../../../hosts/simulator/board/flash/flash-rules.js";
import { Outbox } from "../../../modules/outbox/outbox.js";
import {
  EVENT_BYTES_MAX,
  FRAME_BLOCKS_MAX,
  OUTBOX_PARTITION,
} from "../../../modules/outbox/outbox-layout.js";
import { UnitFlash } from "../../../tools/outbox/unit-flash.js";
import { checksum } from "../../helpers/fake-host.js";
import { createScratchChip, type ScratchChip } from "../../helpers/scratch-chip.js";

const BLOCKS = 12;
const KEPT_BLOCKS = 3;
const SLOTS = BLOCK_BYTES / 64 - 1;

const event = (number: number): Uint8Array => Uint8Array.of(number & 0xff, number >> 8, 1, 2, 3);
const jpeg = (byteLength: number, seed = 7): Uint8Array =>
  Uint8Array.from({ length: byteLength }, (_, at) => (at * seed + (at >> 8)) & 0xff);
const ABOUT = Uint8Array.from({ length: 16 }, (_, at) => at);

describe("the outbox", () => {
  let scratch: ScratchChip;
  let draws: number;

  beforeEach(() => {
    scratch = createScratchChip(BLOCKS);
    draws = 0;
  });

  afterEach(() => scratch.remove());

  const open = (): Outbox => {
    const next = (): number => {
      draws += 1;
      return 0.25;
    };
    const flash = new UnitFlash(OUTBOX_PARTITION, scratch.chip);
    return new Outbox({ flash, checksum, random: { next } }, KEPT_BLOCKS);
  };
  const take = (outbox: Outbox): number[] => {
    const taken: number[] = [];
    for (let oldest = outbox.oldestEvent(); oldest; oldest = outbox.oldestEvent()) {
      taken.push((oldest.bytes[0] as number) + 256 * (oldest.bytes[1] as number));
      outbox.settle("event", oldest.number, "delivered");
    }
    return taken;
  };

  it("refuses an event that does not fit, and stays as it was", () => {
    const outbox = open();
    assert.throws(() => outbox.addEvent(new Uint8Array(EVENT_BYTES_MAX + 1)), RangeError);
    assert.equal(outbox.events, 0);
    outbox.addEvent(event(1));
    assert.deepEqual(take(open()), [1]);
  });

  it("refuses a frame that is too large", () => {
    const outbox = open();
    const most = FRAME_BLOCKS_MAX * BLOCK_BYTES - 64;
    assert.equal(outbox.addFrame(jpeg(most + 1), ABOUT), undefined);
    assert.notEqual(outbox.addFrame(jpeg(most), ABOUT), undefined);
    assert.equal(outbox.frames.length, 1);
  });

  it("refuses a frame that only events could make room for", () => {
    const outbox = open();
    for (let number = 0; number < 8 * SLOTS; number++) outbox.addEvent(event(number));
    assert.equal(outbox.addFrame(jpeg(100), ABOUT), undefined);
    assert.equal(outbox.events, 8 * SLOTS);
    assert.equal(outbox.count("event", "evicted"), 0);
  });

  it("is empty over an erased partition and over noise, and can be used there", () => {
    assert.equal(open().oldestEvent(), undefined);
    const noise = Uint8Array.from({ length: BLOCKS * BLOCK_BYTES }, (_, at) => (at * 37) % 251);
    scratch.chip.write(0, noise);
    const outbox = open();
    assert.equal(outbox.events, 0);
    assert.deepEqual(outbox.frames, []);
    outbox.addEvent(event(1));
    outbox.addFrame(jpeg(5_000), ABOUT);
    assert.deepEqual(take(open()), [1]);
  });

  it("gives events back in their order, at the next start too", () => {
    const outbox = open();
    for (let number = 0; number < 200; number++) outbox.addEvent(event(number));
    const numbers = Array.from({ length: 200 }, (_, number) => number);
    assert.equal(open().events, 200);
    assert.deepEqual(take(open()), numbers);
    assert.deepEqual(take(outbox), numbers);
    assert.equal(outbox.oldestEvent(), undefined);
  });

  it("gives back a frame's bytes and what was kept with it", () => {
    for (const byteLength of [1, 31, 32, BLOCK_BYTES - 64, BLOCK_BYTES - 63, 24_576]) {
      const outbox = open();
      outbox.addFrame(jpeg(byteLength), ABOUT);
      const again = open();
      const frame = again.frames.at(-1);
      assert.ok(frame);
      assert.deepEqual(again.readFrame(frame), jpeg(byteLength));
      assert.deepEqual(frame.about, ABOUT);
    }
  });

  it("knows a frame of which flash has lost a bit", () => {
    open().addFrame(jpeg(3_000), ABOUT);
    const at = BLOCK_BYTES + 1_000;
    scratch.chip.write(
      at,
      scratch.chip.read(at, 4).map((byte) => byte & (byte - 1)),
    );
    const outbox = open();
    const [frame] = outbox.frames;
    assert.ok(frame);
    assert.equal(outbox.readFrame(frame), undefined);
    outbox.settle("frame", frame.number, "spoilt");
    outbox.commit();
    assert.equal(open().count("frame", "spoilt"), 1);
  });

  it("gives again what was settled and not committed, and never what was", () => {
    const outbox = open();
    for (let number = 0; number < 5; number++) outbox.addEvent(event(number));
    const first = outbox.oldestEvent();
    outbox.settle("event", first?.number ?? 0, "delivered");
    assert.deepEqual(take(open()), [0, 1, 2, 3, 4]);
    outbox.commit();
    assert.deepEqual(take(open()), [1, 2, 3, 4]);
    assert.equal(open().count("event", "delivered"), 1);
  });

  it("writes nothing where nothing was settled", () => {
    const outbox = open();
    outbox.addEvent(event(1));
    const { programs } = scratch.chip.counts;
    outbox.commit();
    assert.equal(scratch.chip.counts.programs, programs);
  });

  it("gives up the oldest frames first, then the oldest events, and counts them", () => {
    const outbox = open();
    for (let number = 0; number < 3; number++) outbox.addFrame(jpeg(8_000, number + 2), ABOUT);
    assert.equal(outbox.frames.length, 3);
    outbox.addFrame(jpeg(8_000, 9), ABOUT);
    assert.equal(outbox.count("frame", "evicted"), 1);
    for (let number = 0; number < 9 * SLOTS - 5; number++) outbox.addEvent(event(number));
    const again = open();
    assert.equal(again.frames.length, 0);
    assert.equal(again.count("frame", "evicted"), 4);
    const evicted = again.count("event", "evicted");
    assert.ok(evicted > 0 && evicted <= SLOTS, `${evicted} of one block`);
    assert.equal(take(again)[0], evicted);
  });

  it("keeps to its own blocks", () => {
    const outbox = open();
    for (let number = 0; number < 12 * SLOTS; number++) outbox.addEvent(event(number));
    const kept = scratch.chip.read((BLOCKS - KEPT_BLOCKS) * BLOCK_BYTES, KEPT_BLOCKS * BLOCK_BYTES);
    assert.ok(kept.every((byte) => byte === 0xff));
  });

  it("uses no more of a large partition than it can name", () => {
    scratch.remove();
    scratch = createScratchChip(300);
    for (let frame = 0; frame < 60; frame++) {
      const outbox = open();
      outbox.addFrame(jpeg(24_000, frame + 2), ABOUT);
      const newest = outbox.frames.at(-1);
      assert.ok(newest);
      assert.deepEqual(outbox.readFrame(newest), jpeg(24_000, frame + 2));
    }
    assert.ok(scratch.chip.eraseCounts.subarray(253).every((count) => count === 0));
  });

  it("wears its blocks evenly", () => {
    for (let number = 0; number < 60 * SLOTS; number++) {
      const outbox = open();
      outbox.addEvent(event(number));
      take(outbox);
      if (number % 9 === 0) outbox.commit();
      if (number % 40 === 0) outbox.addFrame(jpeg(5_000), ABOUT);
      if (number % 80 === 0) outbox.settle("frame", outbox.frames[0]?.number ?? 0, "delivered");
    }
    const erases = [...scratch.chip.eraseCounts.subarray(0, BLOCKS - KEPT_BLOCKS)];
    assert.ok(Math.max(...erases) <= 1.5 * Math.min(...erases), erases.join(" "));
  });

  it("names its entries by a draw that is its own until it is erased", () => {
    const outbox = open();
    const number = outbox.addEvent(event(1));
    const key = outbox.keyOf(number);
    assert.match(key, /^[0-9a-f]{8}-\d+$/);
    draws = 0;
    assert.equal(open().keyOf(number), key);
    assert.equal(draws, 0);
  });
});
